// What the hooks add to an app that has react-query, React external: gzip.
import { measureSizes } from '../scripts/measureSizes.mjs'

export async function benchSizes() {
  const kilobytes = bytes => `${(bytes / 1000).toFixed(2)} kB`
  const rows = (await measureSizes()).filter(({ name }) => name.startsWith('hooks: '))
  return rows.map(({ name, bytes, target }) => ({
    what: name.replace('hooks: ', ''),
    measured: kilobytes(bytes),
    target: `≤ ${kilobytes(target)}`,
  }))
}
