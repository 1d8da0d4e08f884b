/** A list of texts, of which an attribute, or a property that a framework sets from one, has the text. */
export function readList(value: string | readonly string[] | null | undefined): readonly string[] | undefined {
  if (typeof value !== 'string') return value ?? undefined
  if (value.trim()[0] !== '[') return value.match(/[^\s,]+/g) ?? []
  try {
    return (JSON.parse(value) as unknown[]).map(String)
  } catch {
    console.error(`Parley: ${value} is no JSON array.`)
    return []
  }
}
