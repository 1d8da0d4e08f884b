import { decodeReplyEvent } from './replyStream.ts'
import type { Message, ReplyEvent } from './types.ts'

/** What `useChat`'s default transport of the AI SDK POSTs to its route. Our messages are its `UIMessage`s. */
export interface AiSdkRequest {
  id: string
  messages: Message[]
  trigger: 'submit-message' | 'regenerate-message'
  messageId?: string
}

/**
 * The AI SDK's UI message stream v1: our reply events without ids, and often without a `messageId`. The conversation has
 * the id that its client gave it, whatever a Parley server calls it.
 */
export function decodeAiSdkEvent(data: string, messageId: string): ReplyEvent | null {
  const event = decodeReplyEvent(data)
  if (event?.type !== 'start') return event
  const { conversationId: _, runId: __, userMessage: ___, conversation: ____, ...start } = event
  return { ...start, messageId: event.messageId ?? messageId }
}
