'use client'
import {
  useSuspenseInfiniteQuery,
  type InfiniteData,
  type UseSuspenseInfiniteQueryOptions,
  type UseSuspenseInfiniteQueryResult,
} from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { conversationMessagesQuery, type MessagesPage } from './conversationMessagesQuery.ts'
import { turnedRound, useFollowReply, useShownMessages } from './useConversationMessages.ts'
import { useKnownVisitor } from './useKnownVisitor.ts'

type Options = UseSuspenseInfiniteQueryOptions<MessagesPage, ChatError, InfiniteData<MessagesPage>>

/** As `useConversationMessages`, with `data` always there: suspends while it loads, throws to the nearest error boundary. */
export function useConversationMessagesSuspense(
  conversationId: string,
  request: { limit?: number } = {},
): UseSuspenseInfiniteQueryResult<InfiniteData<MessagesPage>, ChatError> {
  const { client, queryClient } = useKnownVisitor()
  const select = useShownMessages(conversationId)
  const options = { ...conversationMessagesQuery(client, conversationId, request), select }
  const result = useSuspenseInfiniteQuery(options as unknown as Options, queryClient)
  useFollowReply(conversationId, result.data)
  return turnedRound(result)
}
