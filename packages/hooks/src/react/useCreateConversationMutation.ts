'use client'
import type { Conversation } from '@parley/protocol'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'
import { useLocalKey } from './useLocalKey.ts'

/** An empty conversation, first in the lists at once: with an id of ours until the server has made it. */
export function useCreateConversationMutation(): ChatMutation<{ title?: string; characterId?: string }, Conversation> {
  const id = useLocalKey()
  return useChatMutation<{ title?: string; characterId?: string }, Conversation>(conversationsCreate, {
    optimistic(cache, { title = '', characterId }) {
      const createdAt = new Date().toISOString()
      cache.insert({ id, title, characterId, createdAt, updatedAt: createdAt, messageCount: 0 })
    },
    success(cache, conversation) {
      cache.remove(id)
      cache.insert(conversation)
    },
  })
}
