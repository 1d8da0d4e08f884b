// Writes src/generated.ts from openapi.yaml, and the types of a published client that a test of the server is. `--check`
// compares instead and fails when they differ.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'

const documents = [
  ['packages/protocol/openapi.yaml', 'packages/protocol/src/generated.ts'],
  ['packages/server/tests/datamonkey.openapi.yaml', 'packages/server/tests/datamonkey/generated.ts'],
]

for (const [source, target] of documents) {
  const root = new URL('../../../', import.meta.url)
  const nodes = await openapiTS(new URL(source, root), {
    alphabetize: false,
    // A default is what the server fills in, so a request may leave it out.
    defaultNonNullable: false,
    // A pattern like ^tool- is a template literal type in TypeScript; JSON Schema has no word for it.
    transform: schema =>
      schema['x-typescript'] ? ts.factory.createTypeReferenceNode(schema['x-typescript']) : undefined,
  })
  const text = `// Generated from ${source.split('/').at(-1)} by \`npm run generate\`. Do not edit.\n${astToString(nodes)}`
  const file = new URL(target, root)
  if (!process.argv.includes('--check')) {
    await mkdir(new URL('.', file), { recursive: true })
    await writeFile(file, text)
  } else if ((await readFile(file, 'utf8')) !== text) {
    console.error(`${target} is not what ${source} says. Run \`npm run generate\`.`)
    process.exit(1)
  }
}
