'use client'
import type { Conversation } from '@parley/protocol'
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { conversationsQuery } from './conversationsQuery.ts'
import { useQueryScope } from './useQueryScope.ts'

/** The visitor's conversations, newest update first; `query` matches titles. */
export function useConversations(
  request: { limit?: number; query?: string } = {},
): UseInfiniteQueryResult<InfiniteData<{ conversations: Conversation[]; nextCursor: string | null }>, ChatError> {
  const { client, queryClient, enabled } = useQueryScope('conversations.list')
  return useInfiniteQuery({ ...conversationsQuery(client, request), enabled }, queryClient) as UseInfiniteQueryResult<
    InfiniteData<{ conversations: Conversation[]; nextCursor: string | null }>,
    ChatError
  >
}
