'use client'
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { conversationsQuery, type ConversationsPage } from './conversationsQuery.ts'
import { useQueryScope } from './useQueryScope.ts'

/** The visitor's conversations, newest update first; `query` matches titles. */
export function useConversations(
  request: { limit?: number; query?: string } = {},
): UseInfiniteQueryResult<InfiniteData<ConversationsPage>, ChatError> {
  const { client, queryClient, enabled } = useQueryScope('conversationsList')
  return useInfiniteQuery({ ...conversationsQuery(client, request), enabled }, queryClient) as UseInfiniteQueryResult<
    InfiniteData<ConversationsPage>,
    ChatError
  >
}
