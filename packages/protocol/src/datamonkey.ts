import { messageText, textMessage } from './messageText.ts'
import type { Conversation, Message, ReplyEvent } from './types.ts'

/** Messages have no ids there. */
export interface DatamonkeyMessage {
  role: 'user' | 'assistant'
  content?: string
  /** Milliseconds since 1970, as every time there. */
  timestamp?: number
}

/** A conversation on the wire of Datamonkey. */
export interface DatamonkeyConversation {
  id: string
  title?: string
  created: number
  updated: number
  /** Null where there are none; absent in lists. */
  messages?: DatamonkeyMessage[] | null
}

/** Body of every error. */
export interface DatamonkeyError {
  error: string
}

/** A message of ours, as Datamonkey's clients read it. */
export const encodeDatamonkeyMessage = (message: Message): DatamonkeyMessage => ({
  role: message.role,
  content: messageText(message),
  timestamp: Date.parse(message.metadata.createdAt),
})

/**
 * The messages of a conversation as they are there: an exchange is stored once its answer is whole, so half an answer
 * and what it answers are left out.
 */
export function encodeDatamonkeyMessages(messages: readonly Message[]): DatamonkeyMessage[] | null {
  const isHalf = (message: Message | undefined) =>
    message?.role === 'assistant' && ['streaming', 'interrupted', 'failed'].includes(message.metadata.status)
  const stored = messages.filter((message, index) => !isHalf(message) && !isHalf(messages[index + 1]))
  return stored.length > 0 ? stored.map(encodeDatamonkeyMessage) : null
}

const decodeTime = (ms: number): string => new Date(ms).toISOString()

/** The ids are made here, by place, so that reading again gives the same ones; they are never sent. */
export function decodeDatamonkeyMessages(
  conversationId: string,
  messages: readonly DatamonkeyMessage[] | null | undefined,
): Message[] {
  return (messages ?? []).map((message, index) => decodeDatamonkeyMessage(message, `${conversationId}.${index}`))
}

/** A message as Datamonkey's routes send it, as ours. */
export const decodeDatamonkeyMessage = (
  { role, content = '', timestamp = Date.now() }: DatamonkeyMessage,
  id: string,
): Message => textMessage(id, role, content, decodeTime(timestamp))

/** A conversation as Datamonkey's routes send it, as ours. */
export function decodeDatamonkeyConversation({
  id,
  title = '',
  created,
  updated,
  messages,
}: DatamonkeyConversation): Conversation {
  const last = decodeDatamonkeyMessages(id, messages).at(-1)
  return {
    id,
    title,
    createdAt: decodeTime(created),
    updatedAt: decodeTime(updated),
    messageCount: messages?.length ?? 0,
    ...(last && {
      lastMessage: { role: last.role, text: messageText(last).slice(0, 200), createdAt: last.metadata.createdAt },
    }),
  }
}

/** The one answer as the events of a reply; null, the end of the connection, says nothing more. */
export const createDatamonkeyDecoder =
  (messageId: string): ((event: { data: string } | null) => readonly ReplyEvent[]) =>
  event => {
    if (event === null) return []
    const { message } = JSON.parse(event.data) as { message: DatamonkeyMessage }
    const { metadata } = decodeDatamonkeyMessage(message, messageId)
    return [
      { type: 'start', messageId, messageMetadata: { ...metadata, status: 'streaming' } },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: message.content ?? '' },
      { type: 'text-end', id: '0' },
      { type: 'finish', finishReason: 'stop' },
    ]
  }
