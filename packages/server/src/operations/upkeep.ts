import type { ServerContext } from './ServerContext.ts'

const DAY_MS = 24 * 3_600_000

/**
 * Renews the leases of this process's runs, ends those of processes that are gone, and deletes what is too old. After
 * a time without the database, which the others had as well, they get a lease longer to come back. Answers if it was done.
 */
export async function upkeep(context: ServerContext, wasAway = false): Promise<boolean> {
  const { storage, runs, now, leaseMs, retentionDays, onError } = context
  const at = now()
  const runIds = runs.ids()
  try {
    const { lostRunIds } = await storage.upkeep({
      now: at,
      runIds,
      leaseUntil: at + leaseMs,
      ...(wasAway && { expiredBefore: at - leaseMs }),
      ...(retentionDays !== undefined && { deleteBefore: at - retentionDays * DAY_MS }),
    })
    // Asked again: it may have ended meanwhile by itself.
    for (const runId of lostRunIds) runs.get(runId)?.stop('interrupted')
    return true
  } catch (error) {
    onError(error)
    return false
  }
}

/** Does the upkeep three times per lease; answers how to stop it. */
export function startUpkeep(context: ServerContext): () => void {
  let wasAway = false
  const timer = setInterval(() => {
    void upkeep(context, wasAway).then(isDone => (wasAway = !isDone))
  }, context.leaseMs / 3)
  // A timer alone must not keep a process alive; browsers know no such thing.
  ;(timer as Partial<NodeJS.Timeout>).unref?.()
  return () => clearInterval(timer)
}
