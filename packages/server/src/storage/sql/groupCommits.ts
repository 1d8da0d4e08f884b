interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

const GROUP_AT_MOST = 256

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
  const group: Waiting<T, R>[] = []

  const settle = async (waiting: Waiting<T, R>[]): Promise<void> => {
    try {
      const results = await commit(waiting.map(({ item }) => item))
      waiting.forEach(({ resolve }, index) => resolve(results[index]!))
    } catch (error) {
      if (waiting.length === 1 || isShared(error)) return waiting.forEach(({ reject }) => reject(error))
      for (const one of waiting) await settle([one])
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  let isCommitting = false

  const run = (): void => {
    timer = undefined
    isCommitting = true
    void settle(group.splice(0, GROUP_AT_MOST)).finally(() => {
      isCommitting = false
      if (group.length > 0) schedule()
    })
  }

  // While one group is committed the next one gathers, so that a slow disk makes larger groups and not a queue.
  const schedule = (): void => {
    if (!isCommitting) timer ??= setTimeout(run, waitMs)
  }

  return item =>
    new Promise((resolve, reject) => {
      group.push({ item, resolve, reject })
      schedule()
    })
}
