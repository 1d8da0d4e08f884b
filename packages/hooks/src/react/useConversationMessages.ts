'use client'
import type { Message } from '@parley/protocol'
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import * as React from 'react'
import type { ChatError } from '../core/ChatError.ts'
import type { ReplyEntry } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.ts'
import {
  conversationMessagesQuery,
  newestLast,
  truncatePages,
  type MessagesData,
  type MessagesPage,
} from './conversationMessagesQuery.ts'
import { useReplyEntry } from './useReplyEntry.ts'
import { useQueryScope } from './useQueryScope.ts'

/**
 * The messages of a conversation; pages come newest page last, and `fetchPreviousPage` loads older messages. `null`
 * waits. The visitor's message is there as soon as it is sent; the reply being written is not (see `useReply`), so
 * `[...messages, reply]` shows each message once.
 */
export function useConversationMessages(
  conversationId: string | null,
  request: { limit?: number } = {},
): UseInfiniteQueryResult<InfiniteData<MessagesPage>, ChatError> {
  const { client, queryClient, enabled } = useQueryScope('messagesList', conversationId)
  const select = useShownMessages(conversationId)
  const result = useInfiniteQuery(
    { ...conversationMessagesQuery(client, conversationId, request), enabled, select },
    queryClient,
  )
  useFollowReply(conversationId, result.data)
  return turnedRound(result) as UseInfiniteQueryResult<InfiniteData<MessagesPage>, ChatError>
}

/** A reply that the messages say is being written, and that nobody reads here: another tab, another device, a reload. */
export function useFollowReply(
  conversationId: string | null,
  data: { pages: { messages: Message[] }[] } | undefined,
): void {
  const { replies } = useChatContext()
  const followed = data?.pages.at(-1)?.messages.findLast(({ metadata }) => metadata.status === 'streaming')
  React.useEffect(() => {
    if (conversationId && followed) void replies.actions(conversationId).resume()
  }, [replies, conversationId, followed])
}

/** The `select` that shows what the server said through what only this browser knows. */
export function useShownMessages(conversationId: string | null): (data: MessagesData) => MessagesData {
  const shown = useReplyEntry(conversationId, shownOf)
  return React.useCallback((data: MessagesData) => newestLast(asShown(data, shown)), [shown])
}

const shownOf = ({ sending, replacing, reply, error }: ReplyEntry) =>
  [sending?.message, error ? undefined : replacing, reply?.id] as const

/** An optimistic change is rolled back by forgetting it in the store. */
function asShown(data: MessagesData, [pending, replacing, replyId]: ReturnType<typeof shownOf>): MessagesData {
  const pages = truncatePages(data.pages, replacing)
  const [newest, ...older] = pages
  if (!newest) return data
  const messages = newest.messages.filter(message => message.id !== replyId)
  if (pending) messages.push(pending)
  return { pages: [{ ...newest, messages }, ...older], pageParams: data.pageParams.slice(-pages.length) }
}

/** The cache holds the newest page first; readers get it last, and so `…Previous…` and `…Next…` change places. */
export const turnedRound = <T extends object>(result: T): T =>
  new Proxy(result, {
    get(target, name) {
      const turned = String(name).replace(/Previous|Next/, word => (word === 'Next' ? 'Previous' : 'Next'))
      const value = target[turned as keyof T] as Reading | undefined
      // What it answers, too. Kept on it, as effects need the same function each time.
      return value?.call ? (value.turned ??= options => value(options).then(turnedRound)) : value
    },
  })

/** A function of a result. */
type Reading = { (options?: unknown): Promise<object>; turned?: Reading }
