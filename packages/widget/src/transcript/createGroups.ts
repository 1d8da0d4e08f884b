export interface Group {
  /** Its identity: stays while items are added before and behind it. */
  key: string
  /** The first of its items, and the one behind its last. */
  from: number
  to: number
}

/** Few enough to be cheap while one of them grows, enough for a long list to be short. */
const MOST = 32

/** Cuts a growing list into groups. An item never moves from one group to another, so its element never moves either. */
export function createGroups(): (keys: readonly string[]) => Group[] {
  let groupOf = new Map<string, string>()
  let count = 0
  return keys => {
    const firstKnown = keys.findIndex(key => groupOf.has(key))
    const before = firstKnown < 0 ? 0 : firstKnown
    const groups: Group[] = []
    const used = new Set<string>()
    const next = new Map<string, string>()
    keys.forEach((key, index) => {
      const last = groups.at(-1)
      const known = groupOf.get(key)
      // What comes before the list is cut from its end, so that only the first group is short.
      const isFull = index < before ? (before - index) % MOST === 0 : !last || last.to - last.from >= MOST
      const continues = last && (known === undefined ? !isFull && index !== before : known === last.key)
      if (continues) last.to = index + 1
      else {
        const name = known !== undefined && !used.has(known) ? known : `group ${++count}`
        used.add(name)
        groups.push({ key: name, from: index, to: index + 1 })
      }
      next.set(key, groups.at(-1)!.key)
    })
    groupOf = next
    return groups
  }
}
