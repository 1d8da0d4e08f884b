'use client'
import type { Conversation } from '@parley/protocol'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** An empty conversation, first in the lists when the server has made it. */
export const useCreateConversationMutation = (): ChatMutation<{ title?: string; characterId?: string }, Conversation> =>
  useChatMutation(conversationsCreate, { success: (cache, conversation) => cache.insert(conversation) })
