'use client'
import { conversationsDelete } from '../operations/conversationsDelete.ts'
import { useChatContext } from './ChatProvider.ts'
import { queryKey } from './queryKey.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** Deletes a conversation; gone from the lists at once, back when it fails. */
export function useDeleteConversationMutation(): ChatMutation<{ conversationId: string }, void> {
  const { client, queryClient } = useChatContext()
  return useChatMutation<{ conversationId: string }, void>(conversationsDelete, {
    optimistic: (cache, { conversationId }) => cache.remove(conversationId),
    success(cache, _nothing, { conversationId }) {
      for (const resource of ['messages', 'conversation'] as const)
        queryClient.removeQueries({ queryKey: queryKey(client, resource, { conversationId }) })
      cache.remove(conversationId)
    },
  })
}
