// What a user's resolver, bundler and compiler would find wrong with the packages: publint and attw on what npm would publish, tsc on a project with every strict flag.
import { readdir, readFile } from 'node:fs/promises'
import { run, root } from './workspace.mjs'

const bin = name => `${root}/node_modules/.bin/${name}`
let failures = 0

for (const name of ['protocol', 'hooks', 'server', 'widget']) {
  const folder = `packages/${name}`
  await attempt(bin('publint'), ['run', folder, '--strict', '--pack', 'npm'])
  // ESM only, on purpose; files that are not modules are not for a module resolver.
  const others = ['--exclude-entrypoints', 'openapi.yaml', './embed/*', './cassettes/*']
  await attempt(bin('attw'), ['--pack', folder, '--profile', 'esm-only', ...others])
  await checkTypeImports(folder)
}
await attempt(bin('tsc'), ['-p', 'tests/strictestProject'])
await attempt(bin('knip'), ['--no-progress', '--no-config-hints'])
process.exit(failures > 0 ? 1 : 0)

async function attempt(command, args) {
  await run(command, args, { quiet: true }).catch(error => {
    console.error(error.message)
    failures++
  })
}

/** What the published types import comes with the package, `@types/…` of untyped libraries too. */
async function checkTypeImports(folder) {
  const {
    dependencies,
    peerDependencies = {},
    devDependencies = {},
  } = JSON.parse(await readFile(`${root}/${folder}/package.json`, 'utf8'))
  const brought = { ...dependencies, ...peerDependencies }
  const isBrought = name => name in brought && (name in peerDependencies || !(`@types/${name}` in devDependencies))
  const files = (await readdir(`${root}/${folder}/dist`, { recursive: true })).filter(file => file.endsWith('.d.ts'))
  for (const file of files) {
    const text = await readFile(`${root}/${folder}/dist/${file}`, 'utf8')
    for (const [, name] of text.matchAll(/(?:from |import\()['"]((?:@[\w-]+\/)?\w[\w.-]*)['"/]/g)) {
      if (isBrought(name)) continue
      console.error(`${folder}/dist/${file} imports types of ${name}, which the package does not bring.`)
      failures++
    }
  }
}
