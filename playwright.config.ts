import { defineConfig } from '@playwright/test'
import { launchOptions } from './scripts/findChromium.mjs'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/browser',
  workers: 3,
  fullyParallel: true,
  // Two shared cores can stall for seconds; a deadline is there to end a test, not to time it.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['dot'], ['json']] : 'list',
  use: { launchOptions: launchOptions(), trace: 'off', video: 'off' },
  projects: [
    // The other engines have a command of their own.
    { name: 'chromium', testIgnore: ['start.spec.ts', 'browsers/**'] },
    // Builds again, so nothing else may be reading what was built.
    { name: 'start', testMatch: 'start.spec.ts', dependencies: ['chromium'] },
  ],
})
