import { messageText, type Message } from '@parley/protocol'
import type { ConversationRecord } from './Storage.ts'

/** The first `length` characters by code point, with white space collapsed. */
export function shorten(text: string, length: number): string {
  // Cut roughly before splitting: 32 kB of text need not become 32,000 strings.
  const collapsed = text
    .slice(0, length * 40)
    .replace(/\s+/gu, ' ')
    .trim()
  return Array.from(collapsed).slice(0, length).join('').trim()
}

/** The title that a conversation has from its first question, until it is given one. */
export const titleFrom = (question: Message): string => shorten(messageText(question), 60)

/** What lists show of the newest message; none while it has no text. */
export function summarize(message: Message): ConversationRecord['lastMessage'] {
  const text = shorten(messageText(message), 200)
  return text ? { role: message.role, text, createdAt: message.metadata.createdAt } : undefined
}
