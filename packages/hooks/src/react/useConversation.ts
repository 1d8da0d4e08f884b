'use client'
import type { Conversation } from '@parley/protocol'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { useChatContext } from './ChatProvider.tsx'
import { conversationQuery } from './conversationQuery.ts'
import { useVisitorId } from './useVisitorId.ts'

/** One conversation; `null` waits. */
export function useConversation(conversationId: string | null): UseQueryResult<Conversation, ChatError> {
  const { client, queryClient } = useChatContext()
  const { isSettled } = useVisitorId()
  const enabled = conversationId !== null && isSettled && client.backend.capabilities.has('conversations.get')
  return useQuery({ ...conversationQuery(client, conversationId), enabled }, queryClient) as UseQueryResult<
    Conversation,
    ChatError
  >
}
