/** A list, of which an attribute, or a property that a framework sets from one, has the text. Null when that is none. */
export function readList(value: unknown, name: string): unknown {
  if (typeof value !== 'string') return value
  // Origins may also stand one beside the other.
  if (name === 'imageOrigins' && value.trim()[0] !== '[') return value.match(/[^\s,]+/g) ?? []
  try {
    return JSON.parse(value || '[]')
  } catch {
    return null
  }
}
