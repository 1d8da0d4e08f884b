'use client'
import { useQuery, type QueryKey, type UseQueryOptions, type UseQueryResult } from '@tanstack/react-query'
import type { Routes } from '../core/Backend.ts'
import type { ChatError } from '../core/ChatError.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import { useQueryScope } from './useQueryScope.ts'

/** A query of the nearest provider's client; disabled where the backend has no such operation. */
export function useChatQuery<T, Key extends QueryKey>(
  operation: keyof Routes,
  optionsOf: (client: ChatClient) => UseQueryOptions<T, ChatError, T, Key>,
  conversationId?: string | null,
): UseQueryResult<T, ChatError> {
  const { client, queryClient, enabled } = useQueryScope(operation, conversationId)
  return useQuery({ ...optionsOf(client), enabled }, queryClient)
}
