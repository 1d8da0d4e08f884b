'use client'
import type { Message } from '@parley/protocol'
import type { MessageInput } from '../core/Backend.ts'
import { messagesSend } from '../operations/messagesSend.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

/** A blocking send, for backends that do not stream; resolves with the answer. */
export const useSendMessageMutation = (): ChatMutation<{ conversationId: string; message: MessageInput }, Message> =>
  useChatMutation<{ conversationId: string; message: MessageInput }, Message>(messagesSend, {
    success: (cache, _message, { conversationId }) => cache.reload(conversationId),
  })
