import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { visitorChanged } from '../core/wait.ts'

/** The value of a Result, its error thrown: queries and mutations speak exceptions. */
export async function unwrap<T>(result: Promise<Result<T>>): Promise<T> {
  const { ok, value, error } = await result
  if (!ok) throw error
  return value
}

/**
 * As `unwrap`, for a query whose key names a visitor: what another visitor is answered never comes under that key, and
 * nothing at all under one without a visitor.
 */
export async function unwrapFor<Request, T>(
  client: ChatClient,
  { queryKey, signal }: { queryKey: readonly unknown[]; signal: AbortSignal },
  operation: (client: ChatClient, request: Request, options: RequestOptions) => Promise<Result<T>>,
  request: Request,
): Promise<T> {
  const visitorId = queryKey[2]
  const checkVisitor = () => {
    if (client.visitorId !== visitorId) throw visitorChanged()
  }
  if (visitorId !== null) checkVisitor()
  const value = await unwrap(operation(client, request, { signal }))
  checkVisitor()
  return value
}

/** The client retries by itself, and knows better than the browser whether a server is within reach. */
export const clientOwnsRetries = { retry: false, networkMode: 'always' } as const
