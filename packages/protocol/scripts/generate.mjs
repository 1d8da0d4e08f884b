// Writes src/generated.ts from openapi.yaml. `--check` compares instead and fails when they differ.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'

const source = new URL('../openapi.yaml', import.meta.url)
const target = new URL('../src/generated.ts', import.meta.url)

const nodes = await openapiTS(source, {
  alphabetize: false,
  // A default is what the server fills in, so a request may leave it out.
  defaultNonNullable: false,
  // A pattern like ^tool- is a template literal type in TypeScript; JSON Schema has no word for it.
  transform: schema =>
    schema['x-typescript'] ? ts.factory.createTypeReferenceNode(schema['x-typescript']) : undefined,
})
const text = `// Generated from openapi.yaml by \`npm run generate\`. Do not edit.\n${astToString(nodes)}`

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8')) !== text) {
    console.error('packages/protocol/src/generated.ts is not what openapi.yaml says. Run `npm run generate`.')
    process.exit(1)
  }
} else await writeFile(target, text)
