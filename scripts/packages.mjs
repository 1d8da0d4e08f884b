// What a user's resolver and bundler would find wrong with the packages: publint and attw on what npm would publish.
import { run, root } from './workspace.mjs'

const bin = name => `${root}/node_modules/.bin/${name}`
let failures = 0

for (const name of ['protocol', 'hooks', 'server', 'widget']) {
  const folder = `packages/${name}`
  await attempt(bin('publint'), ['run', folder, '--strict', '--pack', 'npm'])
  // ESM only, on purpose; files that are not modules are not for a module resolver.
  const others = ['--exclude-entrypoints', 'openapi.yaml', './embed/*', './cassettes/*']
  await attempt(bin('attw'), ['--pack', folder, '--profile', 'esm-only', ...others])
}
await attempt(bin('knip'), ['--no-progress', '--no-config-hints'])
process.exit(failures > 0 ? 1 : 0)

async function attempt(command, args) {
  await run(command, args, { quiet: true }).catch(error => {
    console.error(error.message)
    failures++
  })
}
