import { readFileSync, writeFileSync } from 'node:fs'
import { dialects } from '../../../server/src/dialects/dialects.ts'
import { createChat } from '../../src/index.ts'
import { expect, test } from 'vitest'
import { probes } from './probes.ts'
import { variants } from './variants.ts'

// The tables of docs/compatibility.md are what really happened: `UPDATE=1 npx vitest run compatibility` writes them.

const page = new URL('../../../../docs/compatibility.md', import.meta.url)
const cells = (row: readonly string[]) => `| ${row.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [cells(head), cells(head.map(() => '---')), ...rows.map(cells)].join('\n')

/** The same tables whatever a formatter does to their columns. */
const normal = (text: string) => text.replaceAll(/ +\|/g, ' |').replaceAll(/\| -+ /g, '| --- ')

function sectionOf(name: string, made: string): { markdown: string; written: string } {
  const markdown = readFileSync(page, 'utf8')
  const section = new RegExp(`(<!-- ${name}: made by tests -->\\n\\n)[^]*?(\\n\\n<!-- end of ${name} -->)`)
  const written = markdown.replace(section, (_, head: string, end: string) => head + made + end)
  if (process.env['UPDATE']) writeFileSync(page, written)
  expect(markdown).toMatch(section)
  return { markdown: normal(process.env['UPDATE'] ? written : markdown), written: normal(written) }
}

test('each operation over each backend, as it went against the dialect and against the original', async () => {
  const backends = [...new Set(variants.map(({ backend }) => backend))]
  const went = new Map<string, string[]>(probes.map(({ operation }) => [operation, []]))
  for (const backend of backends) {
    const answers = new Map<string, Set<string>>()
    for (const variant of variants.filter(other => other.backend === backend)) {
      for (const { operation, attempt } of probes) {
        const { client, close } = await variant.open()
        const begun = await createChat(client, { message: { text: 'first' } })
        if (!begun.ok) throw begun.error
        const { id: messageId } = await begun.value.final
        const conversationId = await begun.value.conversationId
        const result = await attempt(client, { conversationId, messageId })
        const answer = result.ok ? 'yes' : result.error.code === 'unsupported' ? '–' : `**${result.error.code}**`
        answers.set(operation, (answers.get(operation) ?? new Set()).add(answer))
        await close()
      }
    }
    for (const [operation, set] of answers) went.get(operation)!.push([...set].join(' / '))
  }
  const rows = [...went].map(([operation, answers]) => [`\`${operation}\``, ...answers])
  const { markdown, written } = sectionOf(
    'operations',
    table(['operation', ...backends.map(name => `\`${name}\``)], rows),
  )
  expect(markdown).toBe(written)
  expect(rows.flat().filter(cell => cell.startsWith('**'))).toEqual([])
}, 60_000)

test('the routes of each dialect and the operation behind each', () => {
  const rows = Object.values(dialects).flatMap(dialect =>
    dialect.routes.map(({ method, path, operation, access = 'visitor' }) => [
      dialect.name,
      `\`${method} ${path}\``,
      operation,
      access,
    ]),
  )
  const { markdown, written } = sectionOf('routes', table(['dialect', 'route', 'operation', 'for'], rows))
  expect(markdown).toBe(written)
})
