import { defineConfig } from '@playwright/test'

/** `npm run test:browsers`: what must work in the other two engines too. Apart from `npm test`, which needs Chromium only. */
export default defineConfig({
  testDir: 'e2e/browsers',
  outputDir: 'test-results/browsers',
  // A browser each, and little memory.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browsers.json' }]],
})
