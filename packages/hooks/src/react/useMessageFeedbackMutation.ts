'use client'
import { messagesFeedback } from '../operations/messagesFeedback.ts'
import { useChatMutation, type ChatMutation } from './useChatMutation.ts'

interface Rating {
  conversationId: string
  messageId: string
  rating: 'up' | 'down' | null
  comment?: string
}

/** Rates an answer; shown at once, rolled back when it fails. */
export const useMessageFeedbackMutation = (): ChatMutation<Rating, void> =>
  useChatMutation<Rating, void>(messagesFeedback, {
    optimistic: (cache, { conversationId, messageId, rating, comment }) => {
      const message = cache.message(conversationId, known => known.id === messageId)
      if (!message) return
      const feedback = rating ? { rating, comment } : undefined
      cache.put(conversationId, { ...message, metadata: { ...message.metadata, feedback } }, true)
    },
  })
