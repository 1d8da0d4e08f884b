'use client'
import { useSuspenseQuery, type UseSuspenseQueryOptions } from '@tanstack/react-query'
import type { Conversation } from '@parley/protocol'
import type { ChatError } from '../core/ChatError.ts'
import { conversationQuery } from './conversationQuery.ts'
import { useKnownVisitor } from './useKnownVisitor.ts'

/** As `useConversation`, with `data` always there: suspends while it loads, throws to the nearest error boundary. */
export function useConversationSuspense(conversationId: string) {
  const { client, queryClient } = useKnownVisitor()
  const options = conversationQuery(client, conversationId) as UseSuspenseQueryOptions<Conversation, ChatError>
  return useSuspenseQuery(options, queryClient)
}
