import type { Signal } from '../../storage/Signals.ts'
import type { ServerContext } from '../ServerContext.ts'
import { TOLD_MS } from './followRuns.ts'

/** How long another process is waited for. */
export const REACH_MS = 3000
/** How often it is looked meanwhile. */
const LOOK_MS = 100
/** The number of an event that no run has. */
const NO_EVENTS = 2 ** 31 - 1

type Shared = Pick<ServerContext, 'storage' | 'runs' | 'streams' | 'followed'>

/** Stops runs that are written here. Of those that were deleted the storage tells the other processes. */
export function stopRuns({ runs }: Pick<Shared, 'runs'>, runIds: string[]): void {
  for (const id of runIds) runs.get(id)?.stop('stopped')
}

/**
 * Stops a run that nobody reads, whichever process writes it, and waits for its end. False when somebody reads it, or
 * when its process does not answer.
 */
export async function stopUnread(context: Shared, visitorId: string, runId: string): Promise<boolean> {
  const { runs, storage } = context
  const run = runs.get(runId)
  if (run) {
    if (run.visitorId !== visitorId || run.isRead) return false
    run.stop('stopped')
    await run.done
    return true
  }
  if (!storage.signals) return false
  await storage.signals.send({ type: 'unread', runIds: [runId] })
  // Not by following it, which would be reading it.
  for (const deadline = Date.now() + REACH_MS; Date.now() < deadline;) {
    await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    const stored = await storage.findRun(visitorId, { runId, after: NO_EVENTS })
    if (stored?.run.status !== 'running') return true
  }
  return false
}

/** Does what other processes ask for. */
export function hearOthers(context: Shared): void {
  const { runs, streams, storage, followed } = context
  const hear = (signal: Signal): void => {
    switch (signal.type) {
      case 'stop':
        return stopRuns(context, signal.runIds)
      case 'unread':
        return stopRuns(
          context,
          signal.runIds.filter(id => !runs.get(id)?.isRead),
        )
      case 'revoked':
        return streams.revoke(signal.sessionIds)
      case 'followed':
        return runs.get(signal.runId)?.tellOthers(Date.now() + TOLD_MS)
      case 'stored':
        return followed.wake(signal.runIds)
    }
  }
  storage.signals?.listen(hear)
}
