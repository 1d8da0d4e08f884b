import type { RevokeSelector } from '../storage/Storage.ts'
import type { ServerContext } from './ServerContext.ts'
import { sha256 } from './sha256.ts'

/** Ends the session of a client token; false when it is none, or has ended already. */
export async function chatSessionsRevokeToken(context: ServerContext, clientToken: string): Promise<boolean> {
  const session = await context.storage.findToken(await sha256(clientToken))
  if (session?.kind !== 'session' || session.revokedAt !== undefined || session.expiresAt <= context.now()) return false
  await chatSessionsRevoke(context, { sessionId: session.id })
  return true
}

/** Ends sessions and their open streams; the runs go on. Idempotent. */
export async function chatSessionsRevoke(context: ServerContext, selector: RevokeSelector): Promise<void> {
  context.streams.revoke(await context.storage.revokeSessions(selector, context.now()))
}
