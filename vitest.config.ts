import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { launchOptions } from './scripts/findChromium.mjs'

const resolve = { conditions: ['parley-source', ...defaultClientConditions] }
const ssr = { resolve: { conditions: ['parley-source', ...defaultServerConditions] } }

/** The oldest React and TanStack Query that the hooks promise to work with, and what must agree on who React is. */
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

/** The Preact that the embed ships, in React's place; libraries that import React are bundled to find it. */
const embedded = createRequire(new URL('./packages/widget/package.json', import.meta.url))
const preact = [
  ['react', 'preact/compat'],
  ['react-dom', 'preact/compat'],
  ['react-dom/client', 'preact/compat/client'],
  ['react-dom/test-utils', 'preact/test-utils'],
  ['react/jsx-runtime', 'preact/jsx-runtime'],
  ['react/jsx-dev-runtime', 'preact/jsx-runtime'],
  [
    '@testing-library/react',
    fileURLToPath(new URL('node_modules/@testing-library/react/dist/@testing-library/react.esm.js', import.meta.url)),
  ],
].map(([name, path]) => ({ find: new RegExp(`^${name}$`), replacement: embedded.resolve(path!) }))

export default defineConfig({
  resolve,
  ssr,
  test: {
    // Two cores: the tests of servers wait more than they work.
    maxWorkers: 3,
    // Deadlines end a test, they do not time it: these cores can stall for seconds.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'packages/*/tests/**/*.test.{ts,tsx}',
            'tests/**/*.test.{ts,tsx}',
          ],
          setupFiles: ['tests/setup.ts'],
          testTimeout: 60_000,
          // Some start a database.
          hookTimeout: 60_000,
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
          // Some start a database.
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        resolve: { alias: preact },
        test: {
          name: 'preact',
          include: ['packages/hooks/src/react/**/*.test.tsx'],
          // Preact renders on the server by a package of its own, and the embed never does.
          exclude: ['**/hydration.test.tsx'],
          setupFiles: ['tests/setup.ts'],
          server: { deps: { inline: [/@tanstack.react-query/, /@testing-library.react/] } },
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        plugins: [storybookTest({ configDir: '.storybook' })],
        test: {
          name: 'stories',
          testTimeout: 90_000,
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
