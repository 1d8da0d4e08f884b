/**
 * Keys for a list whose items may change their id in place: a sent message has an id of the browser's until the server
 * gives it one. The item keeps its key, and so its element, its animation and its place.
 */
export function createStableKeys(): (ids: readonly string[]) => string[] {
  const keys = new Map<string, string>()
  let before: readonly string[] = []
  return ids => {
    ids.forEach((id, index) => {
      const last = before[index]
      const renamed = last !== undefined && last !== id && !ids.includes(last) && !before.includes(id)
      if (renamed && !keys.has(id)) keys.set(id, keys.get(last) ?? last)
    })
    before = ids
    return ids.map(id => keys.get(id) ?? id)
  }
}
