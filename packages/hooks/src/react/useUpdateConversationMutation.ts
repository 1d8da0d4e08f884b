'use client'
import type { Conversation } from '@parley/protocol'
import { conversationsUpdate } from '../operations/conversationsUpdate.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** Renames a conversation; shown at once, rolled back when it fails. */
export const useUpdateConversationMutation = (): ChatMutation<
  { conversationId: string; title: string },
  Conversation
> =>
  useChatMutation<{ conversationId: string; title: string }, Conversation>(conversationsUpdate, {
    optimistic: (cache, { conversationId, title }) => cache.update(conversationId, known => ({ ...known, title })),
    success: (cache, conversation) => cache.update(conversation.id, known => ({ ...known, ...conversation })),
  })
