// `npm test`: everything that must hold, on a machine with nothing but Node and npm. Ends with one line of counts.
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { buildPackages, installDependencies, root } from './workspace.mjs'
import { installChromium } from './findChromium.mjs'

const results = `${root}/test-results`
const bin = name => `${root}/node_modules/.bin/${name}`
let passed = 0
let failed = 0
/** Named once more at the end, where they are looked for. */
const failures = []

await prepare()
await check('generated files', process.execPath, ['scripts/generate.mjs', '--check'])
await check('types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit'])
await check('lint', bin('oxlint'), ['--type-aware', '--deny-warnings', '.'])
await check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.'])
await check('packages', process.execPath, ['scripts/packages.mjs'])
await check('size budgets', process.execPath, ['scripts/size.mjs'])
await suite('unit tests, the hooks on React 18.2 and Preact too', ...vitest('unit', 'react18', 'preact'))
await suite('stories', ...vitest('stories'))
await suite('browser tests', bin('playwright'), ['test'], readPlaywright)

for (const failure of failures) console.log(`\nfailed: ${failure}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)

async function prepare() {
  console.log('— installing packages')
  await installDependencies()
  console.log('— finding or installing Chromium')
  await installChromium()
  console.log('— building')
  await buildPackages()
  await rm(results, { recursive: true, force: true })
  await mkdir(results, { recursive: true })
}

/** A command that passes or fails as one. */
async function check(name, command, args) {
  const code = await execute(name, command, args)
  if (code === 0) passed++
  else fail(name)
}

function fail(what) {
  failed++
  failures.push(what)
}

/** A runner that counts; one that ends badly without a failed test counts as one. */
async function suite(name, command, args, read) {
  const code = await execute(name, command, args)
  const report = await read().catch(() => ({ passed: 0, failed: [] }))
  passed += report.passed
  for (const test of report.failed) fail(`${name}, ${test}`)
  if (report.failed.length > 0) return
  if (code !== 0 || report.passed === 0) fail(`${name}: ended with code ${code} and ${report.passed} passed tests`)
}

function execute(name, command, args) {
  console.log(`\n— ${name}`)
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment() })
    child.on('error', error => (console.log(error.message), resolve(1)))
    child.on('close', resolve)
  })
}

function environment() {
  return {
    ...process.env,
    STORYBOOK_DISABLE_TELEMETRY: '1',
    PLAYWRIGHT_JSON_OUTPUT_NAME: `${results}/browser.json`,
  }
}

/** What a suite of these projects is run with. */
function vitest(...projects) {
  const output = `${results}/${projects.join('-')}.json`
  const args = [
    'run',
    ...projects.flatMap(project => ['--project', project]),
    '--reporter=dot',
    // What a passed test printed is noise around what a failed one did.
    '--silent=passed-only',
    '--reporter=json',
    `--outputFile.json=${output}`,
  ]
  return [bin('vitest'), args, () => readVitest(output)]
}

async function readVitest(output) {
  const report = JSON.parse(await readFile(output, 'utf8'))
  const failed = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed')
    if (message && tests.length === 0) return [`${name}\n${message}`]
    return tests.map(
      ({ fullName, failureMessages }) =>
        `${name}\n${fullName}\n${failureMessages.join('\n').split('\n').slice(0, 8).join('\n')}`,
    )
  })
  return { passed: report.numPassedTests, failed }
}

async function readPlaywright() {
  const { stats, suites } = JSON.parse(await readFile(`${results}/browser.json`, 'utf8'))
  const specs = suites.flatMap(function within({ specs = [], suites = [] }) {
    return [...specs, ...suites.flatMap(within)]
  })
  const failed = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}\n${title}`)
  return { passed: stats.expected, failed }
}
