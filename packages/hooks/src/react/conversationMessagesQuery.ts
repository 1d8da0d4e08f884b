import { infiniteQueryOptions, replaceEqualDeep, type InfiniteData } from '@tanstack/react-query'
import type { Message } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import { messagesList } from '../operations/messagesList.ts'
import { readQuery, type ReadPagesOptions } from './readQuery.ts'

export interface MessagesPage {
  messages: Message[]
  previousCursor: string | null
}
export type MessagesData = InfiniteData<MessagesPage, string | null>

/**
 * The messages of a conversation, older pages on demand; `null` waits. In the cache the newest page comes first, so
 * that a refetch starts at the newest and no page is lost; `select` turns them round, so readers get it last.
 */
export const conversationMessagesQuery = (
  client: ChatClient,
  conversationId: string | null,
  request: { limit?: number } = {},
): ReadPagesOptions<MessagesPage, string | null> =>
  infiniteQueryOptions({
    ...readQuery<{ conversationId: string }, MessagesPage, string | null>(
      client,
      'messages',
      messagesList,
      { conversationId, ...request },
      'before',
    ),
    initialPageParam: null as string | null,
    getNextPageParam: (page: MessagesPage) => page.previousCursor,
    select: newestLast,
    structuralSharing: shareMessages,
  })

/** Turned round, an older page moves all others: compared by their index, every message would be another. */
function shareMessages(before: unknown, after: unknown): unknown {
  const messagesOf = (data: unknown) => (data as MessagesData | undefined)?.pages.flatMap(page => page.messages) ?? []
  const known = new Set(messagesOf(before))
  return messagesOf(after).some(message => known.has(message)) ? after : replaceEqualDeep(before, after)
}

export const newestLast = (data: MessagesData): MessagesData => ({
  pages: data.pages.toReversed(),
  pageParams: data.pageParams.toReversed(),
})

/** The pages, newest first, up to a message and without it; all of them where it is not. */
export function truncatePages(pages: MessagesPage[], messageId: string | undefined): MessagesPage[] {
  const isIt = (message: Message) => message.id === messageId
  const index = pages.findIndex(page => page.messages.some(isIt))
  const [page, ...older] = pages.slice(index)
  if (index < 0 || !page) return pages
  return [{ ...page, messages: page.messages.slice(0, page.messages.findIndex(isIt)) }, ...older]
}
