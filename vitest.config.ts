import { createRequire } from 'node:module'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { launchOptions } from './scripts/findChromium.mjs'

const resolve = { conditions: ['parley-source', ...defaultClientConditions] }
const ssr = { resolve: { conditions: ['parley-source', ...defaultServerConditions] } }

/** The oldest React that the hooks promise to work with, and what must agree with it on who React is. */
const old = createRequire(new URL('./tests/react18/package.json', import.meta.url))
const react18 = [
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-dom/client',
  'react-dom/server',
  '@testing-library/react',
  '@tanstack/react-query',
].map(name => ({ find: new RegExp(`^${name}$`), replacement: old.resolve(name) }))

export default defineConfig({
  resolve,
  ssr,
  test: {
    // Two cores, shared with the servers that some tests start.
    maxWorkers: 2,
    // Deadlines end a test, they do not time it: these cores can stall for seconds.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'packages/*/tests/**/*.test.{ts,tsx}', 'tests/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        resolve: { alias: react18 },
        test: {
          name: 'react18',
          include: ['packages/hooks/src/react/**/*.test.tsx'],
          setupFiles: ['tests/setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        plugins: [storybookTest({ configDir: '.storybook' })],
        test: {
          name: 'stories',
          browser: {
            enabled: true,
            headless: true,
            instances: [{ browser: 'chromium' }],
            provider: playwright({ launchOptions: launchOptions() }),
          },
        },
      },
    ],
  },
})
