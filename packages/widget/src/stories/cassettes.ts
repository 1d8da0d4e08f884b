import { readCassette, type Cassette } from '@parley/hooks/testing'

const files = import.meta.glob<string>('../../../hooks/cassettes/*.json', {
  eager: true,
  query: '?raw',
  import: 'default',
})

/** The recorded replies of the repository, by the names of their files. */
export const cassettes: Readonly<Record<string, Cassette>> = Object.fromEntries(
  Object.entries(files).map(([path, json]) => [path.split('/').at(-1)!.replace('.json', ''), readCassette(json)]),
)

export function cassetteNamed(file: string): Cassette {
  const cassette = cassettes[file]
  if (!cassette) throw new TypeError(`There is no cassette "${file}". See packages/hooks/cassettes.`)
  return cassette
}
