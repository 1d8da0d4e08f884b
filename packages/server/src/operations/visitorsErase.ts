import type { ServerContext } from './ServerContext.ts'
import { visitorIdOfUser } from './visitorId.ts'

/** Deletes everything that is kept of a known user, and ends what is open of it. Idempotent. */
export async function visitorsErase({ storage, runs, streams }: ServerContext, userIdentifier: string): Promise<void> {
  const { runIds, sessionIds } = await storage.deleteOwned(await visitorIdOfUser(userIdentifier), 'everything')
  for (const runId of runIds) runs.get(runId)?.stop('stopped')
  streams.revoke(sessionIds)
}
