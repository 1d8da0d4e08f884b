'use client'
import type { Conversation } from '@parley/protocol'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { conversationQuery } from './conversationQuery.ts'
import { useQueryScope } from './useQueryScope.ts'

/** One conversation; `null` waits. */
export function useConversation(conversationId: string | null): UseQueryResult<Conversation, ChatError> {
  const { client, queryClient, enabled } = useQueryScope('conversations.get')
  return useQuery({ ...conversationQuery(client, conversationId), enabled }, queryClient) as UseQueryResult<
    Conversation,
    ChatError
  >
}
