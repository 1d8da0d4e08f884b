// Finds a Chromium for the tests: CHROMIUM_PATH, the usual paths, Playwright's own. `installChromium` gets one.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Path of an installed browser; undefined leaves the choice to Playwright's own download. */
export const findChromium = () => process.env.CHROMIUM_PATH ?? usualPaths.find(path => existsSync(path))

/** Chromium as root needs no sandbox; the rest keeps it from calling home. */
export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export const launchOptions = () => {
  const executablePath = findChromium()
  return { ...(executablePath && { executablePath }), args: chromiumArgs }
}

export async function installChromium() {
  if (findChromium()) return
  const { chromium } = await import('playwright')
  if (existsSync(chromium.executablePath())) return
  const run = (command, args) => execFileSync(command, args, { stdio: 'inherit' })
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    try {
      run('apt-get', ['update', '-qq'])
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
      if (findChromium()) return
    } catch (error) {
      console.error(`apt-get could not install Chromium (${error.message}); trying Playwright's download.`)
    }
  }
  run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'])
}
