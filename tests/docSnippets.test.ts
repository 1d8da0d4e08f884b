import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter(file => file.endsWith('.md'))
    .map(file => `docs/${file}`),
  ...readdirSync(join(root, 'packages')).map(name => `packages/${name}/README.md`),
]

test('every TypeScript snippet of the documentation compiles', () => {
  const folder = join(root, 'node_modules/.cache/doc-snippets')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let count = 0
  for (const page of pages) {
    const markdown = readFileSync(join(root, page), 'utf8')
    for (const [index, match] of [...markdown.matchAll(/^```(tsx?)\n([^]*?)^```$/gm)].entries()) {
      const name = `${page.replaceAll(/[^\w]+/g, '-')}-${index}.${match[1]}`
      writeFileSync(join(folder, name), `${match[2]}\nexport {}\n`)
      count++
    }
  }
  // The reader's own components that snippets import.
  for (const name of ['Chat', 'Conversation'])
    writeFileSync(
      join(folder, `${name}.tsx`),
      `export declare function ${name}(props: Record<string, unknown>): null\n`,
    )
  expect(count).toBeGreaterThan(25)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, types: ['node'] },
      include: ['*.ts', '*.tsx'],
      exclude: [],
    }),
  )
  const compile = () =>
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--noEmit'], { cwd: root, encoding: 'utf8' })
  let output = ''
  try {
    compile()
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
  expect(output).toBe('')
}, 60_000)

test('no snippet takes the body of a refusal for a session', () => {
  const careless = pages.flatMap(page => {
    const blocks = readFileSync(join(root, page), 'utf8').match(/^```[^]*?^```$/gm) ?? []
    return blocks.filter(block => /fetch\([^]*\.json\(\)/.test(block) && !block.includes('.ok'))
  })
  expect(careless).toEqual([])
})
