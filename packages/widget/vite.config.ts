import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defineConfig, type UserConfig } from 'vite'
import { minifyAgain } from './build/minifyAgain.ts'
import { minifyStyles } from './build/minifyStyles.ts'
import { retryImports } from './build/retryImports.ts'
import { shakeHooks } from './build/shakeHooks.ts'
import { shakeMarked } from './build/shakeMarked.ts'
import { shakeQueryCore } from './build/shakeQueryCore.ts'
import { shakeTemml } from './build/shakeTemml.ts'

// Absolute, because the hooks package, which does not know preact, is bundled from its source.
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const aliases = {
  '@tanstack/react-query': pathOf('build/reactQuery.ts'),
  react: pathOf('build/react.ts'),
  'react-dom': pathOf('build/react.ts'),
  'react-dom/client': pathOf('build/react.ts'),
  'react/jsx-runtime': pathOf('node_modules/preact/jsx-runtime/dist/jsxRuntime.mjs'),
  temml: pathOf('build/temmlTree.ts'),
}

type OnLog = NonNullable<NonNullable<UserConfig['build']>['rolldownOptions']>['onLog']

/** A name that our React lacks stops the build, also where it is asked for as `React.useThis`. */
export const onLog: OnLog = (level, log, handle) => {
  if (log.code === 'IMPORT_IS_UNDEFINED') throw new Error(log.message)
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
}

/** What every build of the chat with preact has in common. */
export const chatBuild = {
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [minifyStyles(), shakeHooks(), shakeMarked(), shakeQueryCore(), shakeTemml()],
  resolve: {
    conditions: ['parley-source', ...defaultClientConditions],
    alias: Object.entries(aliases).map(([find, replacement]) => ({ find: new RegExp(`^${find}$`), replacement })),
  },
}

/** The chat chunk of the embed and what it loads later. The loader is built after it, because it names it. */
export default defineConfig({
  ...chatBuild,
  plugins: [...chatBuild.plugins, retryImports(), minifyAgain()],
  build: {
    target: 'es2022',
    outDir: 'dist/embed',
    emptyOutDir: true,
    modulePreload: false,
    minify: true,
    reportCompressedSize: false,
    lib: { entry: pathOf('src/embed/mountChat.tsx'), formats: ['es'] },
    rolldownOptions: {
      // Code that the chunks share stays in the chat: one request less, and it compresses better.
      preserveEntrySignatures: 'allow-extension',
      // Vite leaves white space in ES libraries for the sake of tree shaking; nobody shakes these.
      output: {
        entryFileNames: 'chat-[hash:6].js',
        // What an opened chat always fetches lies beside it; the rest only comes when it is asked for.
        chunkFileNames: chunk => (chunk.name === 'messages' ? '[name]-[hash:6].js' : 'chunks/[name]-[hash:6].js'),
        minify: true,
        // Else what the later chunks share, preact itself, would be a file and a request of its own.
        codeSplitting: {
          groups: [
            { name: 'chat', test: /\/preact\/|mountChat/, priority: 2 },
            { name: 'messages', test: /\/MessageList/, priority: 1 },
          ],
        },
      },
      onLog,
    },
  },
})

export const version = (
  JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string }
).version
