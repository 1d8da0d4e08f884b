'use client'
import type { Conversation } from '@parley/protocol'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** Begins a conversation with a character, whose greeting is its first message. */
export const useInitializeChatMutation = (): ChatMutation<{ characterId: string }, Conversation> =>
  useChatMutation<{ characterId: string }, Conversation>(conversationsCreate, {
    success: (cache, conversation) => cache.insert(conversation),
  })
