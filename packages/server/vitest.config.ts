import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const conditions = ['parley-source', 'module', 'import', 'default']

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: 'server', include: ['src/**/*.test.ts'], testTimeout: 20_000 },
})
