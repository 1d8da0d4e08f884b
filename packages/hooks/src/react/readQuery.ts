import {
  skipToken,
  type DataTag,
  type InfiniteData,
  type QueryFunction,
  type UnusedSkipTokenInfiniteOptions,
  type UnusedSkipTokenOptions,
} from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { visitorChanged } from '../core/wait.ts'
import { queryKey } from './queryKey.ts'
import { clientOwnsRetries, unwrap } from './unwrap.ts'

type Key = ReturnType<typeof queryKey>
/** Named, not inferred: a declaration written out here would not fit a host with `exactOptionalPropertyTypes`. */
export type ReadOptions<T> = UnusedSkipTokenOptions<T, ChatError, T, Key> & {
  queryKey: DataTag<Key, T, ChatError>
}
export type ReadPagesOptions<Page, Param, Data = InfiniteData<Page, Param>> = UnusedSkipTokenInfiniteOptions<
  Page,
  ChatError,
  Data,
  Key,
  Param
> & { queryKey: DataTag<Key, InfiniteData<Page>, ChatError> }
type Read<Request, T> = (client: ChatClient, request: Request, options: RequestOptions) => Promise<Result<T>>

/**
 * What a query of an operation is made of; a `null` conversation waits. Its key names a visitor: what another visitor is
 * answered never comes under that key, and nothing at all under one without a visitor.
 */
export function readQuery<Request, T, Page = never>(
  client: ChatClient,
  resource: Key[3],
  operation: Read<Request, T>,
  params?: { conversationId?: string | null; limit?: number; query?: string },
  /** The member of the request that says which page. */
  pageMember = '',
): typeof clientOwnsRetries & { placeholderData: undefined; queryKey: Key; queryFn: QueryFunction<T, Key, Page> } {
  const queryFn = async (context: { queryKey: Key; signal: AbortSignal; pageParam?: unknown }) => {
    const { signal, pageParam } = context
    const request = { ...params, [pageMember]: pageParam ?? undefined }
    const value = await unwrap(operation(client, request as Request, { signal }))
    if (client.visitorId !== context.queryKey[2]) throw visitorChanged()
    return value
  }
  return {
    ...clientOwnsRetries,
    // The host's default may show what was there before: another conversation, another visitor.
    placeholderData: undefined,
    queryKey: queryKey(client, resource, params),
    queryFn: params?.conversationId === null ? (skipToken as never) : queryFn,
  }
}
