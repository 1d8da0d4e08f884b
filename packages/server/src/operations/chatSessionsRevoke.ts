import type { RevokeSelector } from '../storage/Storage.ts'
import type { ServerContext } from './ServerContext.ts'

/** Ends sessions and their open streams; the runs go on. Idempotent. */
export async function chatSessionsRevoke(context: ServerContext, selector: RevokeSelector): Promise<void> {
  context.streams.revoke(await context.storage.revokeSessions(selector, context.now()))
}
