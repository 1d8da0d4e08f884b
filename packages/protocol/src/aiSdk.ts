import { createAiSdkMessage, type AiSdkMessage } from './aiSdkMessage.ts'
import { decodeReplyEvent } from './replyStream.ts'
import type { MessageMetadata, ReplyEvent } from './types.ts'

/** What `useChat`'s default transport of the AI SDK POSTs to its route. */
export interface AiSdkRequest {
  id: string
  messages: AiSdkMessage[]
  trigger: 'submit-message' | 'regenerate-message'
  messageId?: string
}

/**
 * Reads the AI SDK's UI message stream v1: our reply events without ids, and often without a `messageId`. The
 * conversation has the id that its client gave it, whatever a Parley server calls it. `message` is what the route is
 * given back with the next request.
 */
export function createAiSdkDecoder(messageId: string): {
  message: AiSdkMessage
  decode(data: string): ReplyEvent | null
} {
  const { message, add } = createAiSdkMessage(messageId)
  return {
    message,
    decode(data) {
      const event = decodeReplyEvent(data)
      if (!event) return null
      add(event)
      if (event.type === 'finish' && event.finishReason === 'interrupted') return null
      if ((event.type as string) === 'tool-output-denied')
        return { ...event, type: 'tool-output-error', errorText: 'Denied.' } as ReplyEvent
      const metadata = 'messageMetadata' in event && decodeMetadata(event.messageMetadata)
      const { type } = event
      return type === 'start' ? { type, messageId: message.id, ...metadata } : { ...event, ...metadata }
    },
  }
}

/** What a route calls by the names of our own metadata means something else; only a time is a time. */
function decodeMetadata(metadata: object | undefined): { messageMetadata: MessageMetadata } {
  const { createdAt, status: _, errorCode: __, feedback: ___, ...own } = { ...metadata } as Record<string, unknown>
  const time = new Date((createdAt ?? NaN) as string | number)
  const messageMetadata = isNaN(+time) ? own : { ...own, createdAt: time.toISOString() }
  return { messageMetadata: messageMetadata as MessageMetadata }
}
