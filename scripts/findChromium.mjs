// Finds a Chromium for the tests: CHROMIUM_PATH, the usual paths, Playwright's own. `installChromium` gets one.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The same engine without a window to draw, as Playwright's own is: 0.6 of the processor time of the whole browser. */
const shells = ['/usr/bin/chromium-headless-shell']
const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const find = paths => process.env.CHROMIUM_PATH ?? paths.find(path => existsSync(path))

/** Chromium as root needs no sandbox; the rest keeps it from calling home. */
export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** No path leaves the choice to Playwright's own download. */
export const launchOptions = () => options(find([...shells, ...browsers]))

/** For what only a whole browser has, such as the back/forward cache. */
export const browserOptions = () => ({ channel: 'chromium', ...options(find(browsers)) })

const options = executablePath => ({ ...(executablePath && { executablePath }), args: chromiumArgs })

export async function installChromium() {
  if (find(shells) && find(browsers)) return
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    // One by one, since not every release has both.
    const steps = ['update', 'install chromium', 'install chromium-headless-shell']
    for (const step of steps) apt(step)
  }
  const { chromium } = await import('playwright')
  if (find(browsers) || existsSync(chromium.executablePath())) return
  run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'])
}

function apt(step) {
  try {
    run('apt-get', [...step.split(' '), '-y', '-qq', '--no-install-recommends'])
  } catch (error) {
    console.error(`apt-get ${step} failed: ${error.message}`)
  }
}

const run = (command, args) => execFileSync(command, args, { stdio: 'inherit' })
