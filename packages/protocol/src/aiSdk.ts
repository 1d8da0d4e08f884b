import { decodeReplyEvent } from './replyStream.ts'
import type { Message, ReplyEvent } from './types.ts'

/** What `useChat`'s default transport of the AI SDK POSTs to its route. Our messages are its `UIMessage`s. */
export interface AiSdkRequest {
  id: string
  messages: Message[]
  trigger: 'submit-message' | 'regenerate-message'
  messageId?: string
}

/** The AI SDK's UI message stream v1: our reply events without ids, and often without a `messageId`. */
export function decodeAiSdkEvent(data: string, messageId: string): ReplyEvent | null {
  const event = decodeReplyEvent(data)
  return event?.type === 'start' ? { ...event, messageId: event.messageId ?? messageId } : event
}
