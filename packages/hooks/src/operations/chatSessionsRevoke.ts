import type { ChatClient, ClientCore } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/**
 * Revokes the client's own session; the next request mints another. `forget` also ends the visitor token, and drops it
 * here at once, whether the server can be reached or not. With `id` some other session, for server code with a secret key.
 */
export async function chatSessionsRevoke(
  client: ChatClient,
  request: { id?: string; forget?: boolean } = {},
  options?: RequestOptions,
): Promise<Result<void>> {
  const { sessions } = client as ClientCore
  const { id, forget } = request
  if (forget) sessions.forget()
  const settings = { ...options, credential: id && sessions.secretKey() }
  const result = await operation('chatSessionsRevoke')(client, request, settings)
  if (id === undefined && (result.ok || forget)) sessions.clear()
  return result
}
