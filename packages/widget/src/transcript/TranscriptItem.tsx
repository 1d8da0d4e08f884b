'use client'
import {
  messageText,
  useChatClient,
  useMessageFeedbackMutation,
  useReply,
  type Message as MessageData,
} from '@parley/hooks'
import { memo, useMemo } from 'react'
import { Message } from '../message/Message.tsx'

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

/** One place in the transcript. The last one follows the reply being written by itself. */
export const TranscriptItem = memo(function TranscriptItem(props: TranscriptItemProps) {
  const { id, conversationId, latest, imageOrigins, onRetry, onRegenerate, onEdit } = props
  const { capabilities } = useChatClient().backend
  const live = useReply(latest ? conversationId : null, reply => (reply?.id === id ? reply : null))
  const message = live ?? props.message
  const feedback = useMessageFeedbackMutation()

  const actions = useMemo(
    () => ({
      onFeedback:
        conversationId && capabilities.has('feedback')
          ? (rating: 'up' | 'down' | null, comment?: string) =>
              feedback.mutate({ conversationId, messageId: id, rating, ...(comment && { comment }) })
          : undefined,
      onRegenerate: onRegenerate && capabilities.has('regenerate') ? () => onRegenerate(id) : undefined,
    }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `mutate` is stable, the mutation around it is not
    [conversationId, capabilities, feedback.mutate, id, onRegenerate],
  )
  if (!message) return null
  const editable = onEdit && message.role === 'user' && message.metadata.status === 'complete' && conversationId
  return (
    <Message
      message={message}
      latest={latest}
      imageOrigins={imageOrigins}
      onRetry={onRetry}
      onEdit={editable && capabilities.has('replace') ? () => onEdit(id, messageText(message)) : undefined}
      {...actions}
    />
  )
})
