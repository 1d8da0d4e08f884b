// `npm run bench -- [name]`: measures, prints a table, and writes it into its section of docs/performance.md.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = `${root}docs/performance.md`

/** A benchmark is a module here and the name of its function; it answers rows, each an object of its columns. */
const benches = {
  server: { title: 'Server', module: './server.mjs', run: 'benchServer' },
  hooks: { title: 'Reading the stream', module: './hooks.mjs', run: 'benchHooks' },
  widget: { title: 'Widget', module: './widget.mjs', run: 'benchWidget' },
  cluster: { title: 'Several servers', module: './cluster.mjs', run: 'benchCluster' },
}

const there = Object.keys(benches).filter(name => existsSync(new URL(benches[name].module, import.meta.url)))
const asked = process.argv.slice(2)
const unknown = asked.find(name => !there.includes(name))
if (unknown) {
  console.error(`There is no benchmark "${unknown}"; there are ${there.join(', ')}.`)
  process.exit(1)
}

for (const name of asked.length > 0 ? asked : there) {
  const { title, module, run } = benches[name]
  console.log(`\n${title}`)
  const rows = await (await import(module))[run]()
  const table = asTable(rows)
  console.log(table)
  await writeSection(name, title, table)
}
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

async function writeSection(name, title, table) {
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
