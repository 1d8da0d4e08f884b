'use client'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { conversationsQuery } from './conversationsQuery.ts'
import { useKnownVisitor } from './useKnownVisitor.ts'

/** As `useConversations`, with `data` always there: suspends while it loads, throws to the nearest error boundary. */
export function useConversationsSuspense(request: { limit?: number; query?: string } = {}) {
  const { client, queryClient } = useKnownVisitor()
  return useSuspenseInfiniteQuery(conversationsQuery(client, request), queryClient)
}
