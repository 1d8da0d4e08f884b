import { toChatError } from '../core/ChatError.ts'
import type { ChatClient, ClientCore } from '../core/createChatClient.ts'
import { perform, type JsonRoutes, type RequestOf, type ValueOf } from '../core/perform.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'

/** An operation is a function of the client; it never throws, it answers a Result. */
export async function attempt<T>(run: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await run() }
  } catch (thrown) {
    return { ok: false, error: toChatError(thrown) }
  }
}

/**
 * The JSON operation over the backend's route of that name. `retryable` ones are safe to repeat: reads and idempotent
 * writes. A write that is not, only with its idempotency key.
 */
export const operation =
  <Name extends keyof JsonRoutes>(name: Name, retryable = true) =>
  (client: ChatClient, request: RequestOf<Name>, options?: RequestOptions): Promise<Result<ValueOf<Name>>> =>
    attempt(() => perform(client as ClientCore, name, request, { ...options, retryable }))
