// `npm run generate`: the types of the protocol from openapi.yaml, the reference of the hooks from their types.
// `--check` writes nothing and fails when what is committed is not what would be generated.
import { readFile, writeFile } from 'node:fs/promises'
import { root, run } from './workspace.mjs'

const check = process.argv.includes('--check')
const reference = `${root}packages/hooks/REFERENCE.md`

await run(process.execPath, ['packages/protocol/scripts/generate.mjs', ...(check ? ['--check'] : [])])
await run(process.execPath, ['node_modules/typedoc/bin/typedoc'], { cwd: `${root}packages/hooks`, quiet: true })
const made = await readFile(`${root}packages/hooks/node_modules/.cache/reference/README.md`, 'utf8')
if (!check) await writeFile(reference, made)
else if ((await readFile(reference, 'utf8')) !== made) {
  console.error('packages/hooks/REFERENCE.md is not what the types say. Run `npm run generate`.')
  process.exit(1)
}
