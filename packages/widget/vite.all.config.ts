import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { minifyAgain } from './build/minifyAgain.ts'
import { chatBuild, onLog, version } from './vite.config.ts'

/** `parley.all.js`: loader, chat, languages and renderers in one classic script, for pages that pin everything that runs. */
export default defineConfig({
  ...chatBuild,
  plugins: [...chatBuild.plugins, minifyAgain()],
  define: { ...chatBuild.define, PARLEY_VERSION: JSON.stringify(version), PARLEY_CHAT_FILE: '""' },
  build: {
    target: 'es2022',
    outDir: 'dist/embed',
    emptyOutDir: false,
    modulePreload: false,
    minify: true,
    reportCompressedSize: false,
    lib: {
      entry: fileURLToPath(new URL('src/embed/parley.all.ts', import.meta.url)),
      formats: ['iife'],
      name: 'ParleyLoader',
      fileName: () => 'parley.all.js',
    },
    rolldownOptions: {
      output: { codeSplitting: false, minify: true },
      onLog,
    },
  },
})
