import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Conversation } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import { conversationsList } from '../operations/conversationsList.ts'
import { readQuery, type ReadPagesOptions } from './readQuery.ts'

export interface ConversationsPage {
  conversations: Conversation[]
  nextCursor: string | null
}

/** The visitor's conversations, newest update first, a page at a time. */
export const conversationsQuery = (
  client: ChatClient,
  request: { limit?: number; query?: string } = {},
): ReadPagesOptions<ConversationsPage, string | null> =>
  infiniteQueryOptions({
    ...readQuery<object, ConversationsPage, string | null>(
      client,
      'conversations',
      conversationsList,
      request,
      'cursor',
    ),
    initialPageParam: null as string | null,
    getNextPageParam: (page: ConversationsPage) => page.nextCursor,
  })
