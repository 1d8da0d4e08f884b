import { stopRuns } from './runs/elsewhere.ts'
import type { ServerContext } from './ServerContext.ts'
import { visitorIdOfUser } from './visitorId.ts'

/** Deletes everything that is kept of a known user, and ends what is open of it. Idempotent. */
export async function visitorsErase(context: ServerContext, userIdentifier: string): Promise<void> {
  const visitorId = await visitorIdOfUser(userIdentifier)
  const { runIds, sessionIds } = await context.storage.deleteOwned(visitorId, 'everything')
  stopRuns(context, runIds)
  context.streams.revoke(sessionIds)
}
