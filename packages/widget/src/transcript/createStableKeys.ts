/**
 * Keys for a list whose items may change their id in place: a sent message has an id of the browser's until the server
 * gives it one. The item keeps its key, and so its element, its animation and its place.
 */
export function createStableKeys(): (ids: readonly string[]) => string[] {
  const keys = new Map<string, string>()
  let before: readonly string[] = []
  let known = new Set<string>()
  return ids => {
    const now = new Set(ids)
    ids.forEach((id, index) => {
      const last = before[index]
      const renamed = last !== undefined && last !== id && !now.has(last) && !known.has(id)
      if (renamed && !keys.has(id)) keys.set(id, keys.get(last) ?? last)
    })
    before = ids
    known = now
    // What took the place of another stands beside it when that comes back, as after a change that failed.
    const used = new Set<string>()
    return ids.map(id => {
      let key = keys.get(id) ?? id
      if (key !== id && (used.has(key) || now.has(key))) keys.set(id, (key = id))
      used.add(key)
      return key
    })
  }
}
