'use client'
import type { Conversation } from '@parley/protocol'
import type { ChatMutation } from './useChatMutation.ts'
import { useCreateConversationMutation } from './useCreateConversationMutation.ts'

/** Begins a conversation with a character, whose greeting is its first message. */
export const useInitializeChatMutation = (): ChatMutation<{ characterId: string }, Conversation> =>
  useCreateConversationMutation() as unknown as ChatMutation<{ characterId: string }, Conversation>
