// `npm run size`: what reaches a browser, against its budget: the target of the design times a row's slack.
import { measureSizes } from './measureSizes.mjs'

const rows = await measureSizes()
const limitOf = ({ target, slack }) => target * slack
const failures = rows.filter(row => row.bytes > limitOf(row))
for (const row of rows) {
  const { name, bytes, target } = row
  const mark = bytes > limitOf(row) ? '✗' : bytes > target ? '!' : '✓'
  console.log(
    `${mark} ${name.padEnd(52)} ${kib(bytes).padStart(10)}   target ${kib(target)}   limit ${kib(limitOf(row))}`,
  )
}
if (failures.length > 0) {
  console.error(`Over budget: ${failures.map(row => row.name).join('; ')}`)
  process.exit(1)
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(2)} KiB`
}
