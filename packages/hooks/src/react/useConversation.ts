'use client'
import type { Conversation } from '@parley/protocol'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { conversationQuery } from './conversationQuery.ts'
import { useChatQuery } from './useChatQuery.ts'

/** One conversation; `null` waits. */
export const useConversation = (conversationId: string | null): UseQueryResult<Conversation, ChatError> =>
  useChatQuery('conversationsGet', client => conversationQuery(client, conversationId), conversationId)
