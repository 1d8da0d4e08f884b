import type { Cassette } from './Cassette.ts'

/** A cassette's file: JSON with one event a line, so that a change shows in a diff where it happened. */
export function formatCassette({ events, ...about }: Cassette): string {
  const head = Object.entries(about).flatMap(([key, value]) =>
    value === undefined ? [] : [`  ${JSON.stringify(key)}: ${line(value)},`],
  )
  const lines = events.map(entry => `    ${line(entry)}`)
  return ['{', ...head, '  "events": [', lines.join(',\n'), '  ]', '}', ''].join('\n')
}

/** JSON with spaces, as Prettier writes it. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (members.length === 0) return '{}'
  return `{ ${members.map(([key, member]) => `${JSON.stringify(key)}: ${line(member)}`).join(', ')} }`
}
