'use client'
import type { Conversation } from '@parley/protocol'
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { useChatContext } from './ChatProvider.tsx'
import { conversationsQuery } from './conversationsQuery.ts'
import { useVisitorId } from './useVisitorId.ts'

/** The visitor's conversations, newest update first; `query` matches titles. */
export function useConversations(
  request: { limit?: number; query?: string } = {},
): UseInfiniteQueryResult<InfiniteData<{ conversations: Conversation[]; nextCursor: string | null }>, ChatError> {
  const { client, queryClient } = useChatContext()
  const { isSettled } = useVisitorId()
  const enabled = isSettled && client.backend.capabilities.has('conversations.list')
  return useInfiniteQuery({ ...conversationsQuery(client, request), enabled }, queryClient) as UseInfiniteQueryResult<
    InfiniteData<{ conversations: Conversation[]; nextCursor: string | null }>,
    ChatError
  >
}
