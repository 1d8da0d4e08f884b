import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defineConfig } from 'vite'
import { minifyStyles } from './build/minifyStyles.ts'
import { shakeMarked } from './build/shakeMarked.ts'

// Absolute, because the hooks package, which does not know preact, is bundled from its source.
const preact = (path: string) => fileURLToPath(new URL(`node_modules/preact/${path}.mjs`, import.meta.url))
const react = {
  react: preact('compat/dist/compat'),
  'react-dom': preact('compat/dist/compat'),
  'react-dom/client': preact('compat/client'),
  'react/jsx-runtime': preact('jsx-runtime/dist/jsxRuntime'),
}

/** The chat chunk of the embed and what it loads later. The loader is built after it, because it names it. */
export default defineConfig({
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [minifyStyles(), shakeMarked()],
  resolve: {
    conditions: ['parley-source', ...defaultClientConditions],
    alias: Object.entries(react).map(([find, replacement]) => ({ find: new RegExp(`^${find}$`), replacement })),
  },
  build: {
    target: 'es2022',
    outDir: 'dist/embed',
    emptyOutDir: true,
    modulePreload: false,
    minify: true,
    reportCompressedSize: false,
    lib: { entry: fileURLToPath(new URL('src/embed/mountChat.tsx', import.meta.url)), formats: ['es'] },
    rolldownOptions: {
      // Code that the chunks share stays in the chat: one request less, and it compresses better.
      preserveEntrySignatures: 'allow-extension',
      // Vite leaves white space in ES libraries for the sake of tree shaking; nobody shakes these.
      output: { entryFileNames: 'chat-[hash].js', chunkFileNames: '[name]-[hash].js', minify: true },
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
})

export const version = (
  JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string }
).version
