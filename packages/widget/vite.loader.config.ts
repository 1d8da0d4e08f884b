import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defineConfig } from 'vite'
import { minifyStyles } from './build/minifyStyles.ts'
import { writeManifest } from './build/writeManifest.ts'
import { version } from './vite.config.ts'

const chunks = JSON.parse(readFileSync(new URL('dist/embed/chunks.json', import.meta.url), 'utf8')) as Record<
  string,
  { file: string; isEntry?: boolean }
>
const chat = Object.values(chunks).find(chunk => chunk.isEntry)
if (!chat) throw new Error('The chat chunk is missing from dist/embed/chunks.json: run `vite build` before the loader.')

/** The loader: a classic script of one file, wrapped, because a classic script leaks its top-level names. */
export default defineConfig({
  define: {
    __PARLEY_VERSION__: JSON.stringify(version),
    __PARLEY_CHAT_FILE__: JSON.stringify(chat.file),
  },
  plugins: [minifyStyles(), writeManifest(version)],
  resolve: { conditions: ['parley-source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    outDir: 'dist/embed',
    emptyOutDir: false,
    minify: true,
    reportCompressedSize: false,
    lib: {
      entry: fileURLToPath(new URL('src/embed/parley.ts', import.meta.url)),
      formats: ['iife'],
      name: 'ParleyLoader',
      fileName: () => 'parley.js',
    },
  },
})
