import type { Cassette } from './Cassette.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A cassette from its file: the text, or the JSON of it. Throws and names what is wrong with it. */
export function readCassette(json: unknown): Cassette {
  const value: unknown = typeof json === 'string' ? JSON.parse(json) : json
  if (!isObject(value) || value.format !== 'parley-cassette/1')
    throw new TypeError('This is no cassette: its `format` must be "parley-cassette/1".')
  if (!Array.isArray(value.events))
    throw new TypeError(`The cassette "${String(value.name)}" has no list of \`events\`.`)
  let last = 0
  for (const [index, entry] of (value.events as unknown[]).entries()) {
    const where = `The cassette "${String(value.name)}", event ${index}`
    if (!isObject(entry) || !isObject(entry.event) || typeof entry.event.type !== 'string')
      throw new TypeError(`${where}: write { "at": 0, "event": { "type": … } }.`)
    if (typeof entry.at !== 'number' || !(entry.at >= last)) throw new TypeError(`${where}: \`at\` goes back in time.`)
    last = entry.at
  }
  return value as unknown as Cassette
}
