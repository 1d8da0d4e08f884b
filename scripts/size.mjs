// `npm run size`: what reaches a browser, against its budget. Budgets are 1.25 × the targets of the design, in bytes.
import { measureSizes } from './measureSizes.mjs'

const SLACK = 1.25

const rows = await measureSizes()
const failures = rows.filter(row => row.bytes > row.target * SLACK)
for (const { name, bytes, target } of rows) {
  const mark = bytes > target * SLACK ? '✗' : bytes > target ? '!' : '✓'
  console.log(
    `${mark} ${name.padEnd(52)} ${kib(bytes).padStart(10)}   target ${kib(target)}   limit ${kib(target * SLACK)}`,
  )
}
if (failures.length > 0) {
  console.error(`Over budget: ${failures.map(row => row.name).join('; ')}`)
  process.exit(1)
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(2)} KiB`
}
