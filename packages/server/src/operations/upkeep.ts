import type { ServerContext } from './ServerContext.ts'

const DAY_MS = 24 * 3_600_000
/** How often a lease is renewed in its time. */
const PER_LEASE = 3

/**
 * Renews the leases of this process's runs, ends those of processes that are gone, unless it is patient with them, and
 * deletes what is too old. Answers if it was done.
 */
export async function upkeep(context: ServerContext, isPatient: boolean): Promise<boolean> {
  const { storage, runs, now, leaseMs, retentionDays, onError } = context
  const at = now()
  const runIds = runs.ids()
  try {
    const { lostRunIds } = await storage.upkeep({
      now: at,
      runIds,
      leaseUntil: at + leaseMs,
      ...(isPatient && { expiredBefore: 0 }),
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

/**
 * Does the upkeep three times per lease; answers how to stop it. At its start, and after a time without the database or
 * in which the machine slept, which the other processes had as well, they get a lease to renew theirs.
 */
export function startUpkeep(context: ServerContext): () => void {
  const { now, leaseMs } = context
  let doneAt: number | undefined
  let patience = PER_LEASE
  const timer = setInterval(() => {
    if (doneAt !== undefined && Math.abs(now() - doneAt) > leaseMs) patience = PER_LEASE
    void upkeep(context, patience > 0).then(isDone => {
      patience = isDone ? Math.max(patience - 1, 0) : PER_LEASE
      if (isDone) doneAt = now()
    })
  }, leaseMs / PER_LEASE)
  // A timer alone must not keep a process alive; browsers know no such thing.
  ;(timer as Partial<NodeJS.Timeout>).unref?.()
  return () => clearInterval(timer)
}
