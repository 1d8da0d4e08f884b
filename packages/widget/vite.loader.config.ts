import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defineConfig } from 'vite'
import { minifyAgain } from './build/minifyAgain.ts'
import { minifyStyles } from './build/minifyStyles.ts'
import { writeManifest } from './build/writeManifest.ts'
import { version } from './vite.config.ts'

const folder = fileURLToPath(new URL('dist/embed/', import.meta.url))
const chat = existsSync(folder) ? readdirSync(folder).find(name => /^chat-.*\.js$/.test(name)) : undefined
if (!chat) throw new Error('The chat chunk is missing from dist/embed: run `vite build` before the loader.')

/** The loader: a classic script of one file, wrapped, because a classic script leaks its top-level names. */
export default defineConfig({
  define: {
    PARLEY_VERSION: JSON.stringify(version),
    PARLEY_CHAT_FILE: JSON.stringify(chat),
  },
  plugins: [minifyStyles(), minifyAgain(), writeManifest(version)],
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
