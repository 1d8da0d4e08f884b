// `npm run bench -- [name] [--runs 7]`: measures, prints tables, and writes each into its section of
// docs/performance.md, or of the page that it names. The text around the tables is written by hand.
// `npm run bench -- widget:heap` is one part.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * A benchmark is a module here and the name of its function. It answers rows, each an object of its columns; one with
 * parts is asked for a part at a time.
 */
const benches = {
  widget: {
    title: 'Widget',
    module: './widget.mjs',
    run: 'benchWidget',
    parts: ['embed', 'streaming', 'paced', 'keys', 'heap', 'opening', 'phone', 'modules'],
  },
  hooks: { title: 'Reading the stream', module: './hooks.mjs', run: 'benchHooks' },
  sizes: { title: 'Hooks package', module: './sizes.mjs', run: 'benchSizes' },
  server: { title: 'Server', module: './server.mjs', run: 'benchServer' },
  cluster: {
    title: 'Several servers',
    module: './cluster.mjs',
    run: 'benchCluster',
    parts: ['rates', 'notify', 'distance'],
    page: 'scaling',
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '7' } },
})
const runs = Number(values.runs)
const there = Object.keys(benches).filter(name => existsSync(new URL(benches[name].module, import.meta.url)))
const known = there.flatMap(name => [name, ...(benches[name].parts ?? []).map(part => `${name}:${part}`)])
const unknown = positionals.find(name => !known.includes(name))
if (unknown || !(runs >= 1)) {
  console.error(
    unknown ? `There is no benchmark "${unknown}"; there are ${known.join(', ')}.` : '--runs takes a number.',
  )
  process.exit(1)
}

for (const asked of positionals.length > 0 ? positionals : there) {
  const [name, part] = asked.split(':')
  const { title, module, run, parts = [undefined], page = 'performance' } = benches[name]
  const bench = (await import(module))[run]
  for (const one of part ? [part] : parts) {
    const section = one ? `${name}:${one}` : name
    console.log(`\n${section}`)
    const table = asTable(await bench({ part: one, runs }))
    console.log(table)
    await writeSection(`${root}docs/${page}.md`, section, title, table)
  }
}
// What is calculated from the tables.
await import('./scaling.mjs')
process.exit(0)

function asTable(rows) {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const shown = value => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : (value ?? ''))
  const lines = [columns, columns.map(() => ''), ...rows.map(row => columns.map(column => shown(row[column])))]
  const widths = columns.map((_, index) => Math.max(3, ...lines.map(line => line[index].length)))
  return lines
    .map((line, index) =>
      index === 1
        ? `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`
        : `| ${line.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`,
    )
    .join('\n')
}

async function writeSection(page, name, title, table) {
  const begin = `<!-- bench:${name} -->`
  const end = `<!-- /bench:${name} -->`
  const made = `Made by \`npm run bench -- ${name}\` on ${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version.slice(1)}.`
  const section = `${begin}\n\n${made}\n\n${table}\n\n${end}`
  const text = existsSync(page) ? await readFile(page, 'utf8') : '# Performance\n'
  const at = text.indexOf(begin)
  const next =
    at >= 0
      ? text.slice(0, at) + section + text.slice(text.indexOf(end) + end.length)
      : `${text.trimEnd()}\n\n## ${title}\n\n${section}\n`
  await writeFile(page, next)
}
