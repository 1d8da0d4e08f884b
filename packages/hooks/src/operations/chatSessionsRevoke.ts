import { coreOf, type ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operate } from './operate.ts'

/**
 * Revokes the client's own session (`forget` also ends the visitor token); the next request mints another. With `id`
 * some other session, for server code with a secret key.
 */
export async function chatSessionsRevoke(
  client: ChatClient,
  request: { id?: string; forget?: boolean } = {},
  options?: RequestOptions,
): Promise<Result<void>> {
  const result = await operate(client, 'chatSessionsRevoke', request, options, { needs: 'sessions', repeatable: true })
  if (result.ok && request.id === undefined) coreOf(client).sessions.clear()
  return result
}
