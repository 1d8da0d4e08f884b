'use client'
import {
  messageText,
  useChatClient,
  useMessageFeedbackMutation,
  useReply,
  type Message as MessageData,
} from '@parley/hooks'
import { memo, useCallback, useMemo } from 'react'
import { Message, type MessageProps } from '../message/Message.tsx'

interface TranscriptItemProps {
  id: string
  conversationId: string | null
  message: MessageData | null
  latest: boolean
  imageOrigins?: readonly string[]
  onRetry?: () => void
  onRegenerate?: (messageId: string) => void
  onEdit?: (messageId: string, text: string) => void
}

/** One place in the transcript, and what can be done with the message in it. */
export const TranscriptItem = memo(function TranscriptItem({ onRegenerate, onEdit, ...place }: TranscriptItemProps) {
  const { id, conversationId } = place
  const { capabilities } = useChatClient().backend
  const feedback = useMessageFeedbackMutation()

  const actions = useMemo(
    () => ({
      onFeedback:
        conversationId && capabilities.has('feedback')
          ? (rating: 'up' | 'down' | null, comment?: string) => {
              const stored = feedback.mutateAsync({
                conversationId,
                messageId: id,
                rating,
                ...(comment && { comment }),
              })
              stored.catch(() => {}) // a rating flips back
              return stored
            }
          : undefined,
      onRegenerate: onRegenerate && capabilities.has('regenerate') ? () => onRegenerate(id) : undefined,
    }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `mutateAsync` is stable, the mutation around it is not
    [conversationId, capabilities, feedback.mutateAsync, id, onRegenerate],
  )
  return <LiveMessage {...place} {...actions} onEdit={capabilities.has('replace') ? onEdit : undefined} />
})

interface LiveMessageProps
  extends Omit<TranscriptItemProps, 'onRegenerate'>, Pick<MessageProps, 'onFeedback' | 'onRegenerate'> {}

/** The last one follows the reply being written by itself: all that a frame of a reply draws again. */
function LiveMessage({ id, conversationId, onEdit, ...own }: LiveMessageProps) {
  const select = useCallback((reply: MessageData | null) => (reply?.id === id ? reply : null), [id])
  const live = useReply(own.latest ? conversationId : null, select)
  const message = live ?? own.message
  if (!message) return null
  const editable = onEdit && conversationId && message.role === 'user' && message.metadata.status === 'complete'
  return <Message {...own} message={message} onEdit={editable ? () => onEdit(id, messageText(message)) : undefined} />
}
