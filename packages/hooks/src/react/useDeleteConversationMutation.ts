'use client'
import { conversationsDelete } from '../operations/conversationsDelete.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** Deletes a conversation; gone from the lists at once, back when it fails. */
export const useDeleteConversationMutation = (): ChatMutation<{ conversationId: string }, void> =>
  useChatMutation<{ conversationId: string }, void>(conversationsDelete, {
    optimistic: (cache, { conversationId }) => cache.unlist(conversationId),
    success: (cache, _nothing, { conversationId }) => cache.remove(conversationId),
  })
