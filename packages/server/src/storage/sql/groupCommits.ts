interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

/**
 * Gathers the items of a few milliseconds into one commit: with hundreds of replies being written, a commit each would
 * be most of the work. When a group fails its items are tried one by one, so that none fails for another.
 */
export function groupCommits<T, R>(
  commit: (items: T[]) => Promise<R[]>,
  waitMs: number,
  /** Errors that no item is to blame for, so that trying them one by one is of no use. */
  isShared: (error: unknown) => boolean = () => false,
): (item: T) => Promise<R> {
  let group: Waiting<T, R>[] = []

  const settle = async (waiting: Waiting<T, R>[]): Promise<void> => {
    try {
      const results = await commit(waiting.map(({ item }) => item))
      waiting.forEach(({ resolve }, index) => resolve(results[index]!))
    } catch (error) {
      if (waiting.length === 1 || isShared(error)) return waiting.forEach(({ reject }) => reject(error))
      for (const one of waiting) await settle([one])
    }
  }

  return item =>
    new Promise((resolve, reject) => {
      if (group.length === 0)
        setTimeout(() => {
          const waiting = group
          group = []
          void settle(waiting)
        }, waitMs)
      group.push({ item, resolve, reject })
    })
}
