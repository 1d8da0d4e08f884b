// `npm run test:browsers`: ask, stream, stop, reload in Firefox and WebKit. Gets both by apt when it may.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { buildPackages, installDependencies, root, run } from './workspace.mjs'

const packages = {
  'firefox-esr': '/usr/bin/firefox-esr',
  'webkit2gtk-driver': '/usr/bin/WebKitWebDriver',
  xvfb: '/usr/bin/Xvfb',
}
const missing = Object.keys(packages).filter(name => !existsSync(packages[name]))
if (missing.length > 0) {
  const isDebian = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (!isDebian) {
    console.error(`Install ${missing.join(', ')}: the tests in Firefox and WebKit need them.`)
    process.exit(1)
  }
  const apt = args =>
    execFileSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...missing])
}

await installDependencies()
await buildPackages()
const failed = await run(`${root}node_modules/.bin/playwright`, [
  'test',
  '--config',
  'playwright.browsers.config.ts',
]).then(
  () => false,
  () => true,
)
const { stats } = JSON.parse(await readFile(`${root}test-results/browsers.json`, 'utf8'))
console.log(`${stats.expected} passed, ${stats.unexpected + stats.flaky} failed`)
process.exit(failed || stats.expected === 0 ? 1 : 0)
