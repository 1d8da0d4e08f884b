import { createTextJoiner, splitText, type EventEncoder } from './EventEncoder.ts'
import { messageText } from './messageText.ts'
import type { Character, Conversation, Message, ReplyEvent } from './types.ts'

export interface AuroraChat {
  characterId: number
  chatId: number
}

export interface AuroraMessage {
  id: number
  role: 'user' | 'assistant'
  content: string
  timestamp: number
}

export interface AuroraCharacter {
  id: number
  name: string
  description: string
  isOfficial: boolean
  isPrivate: boolean
}

/** The newest message of a chat. */
export interface AuroraPreview {
  content: string
  timestamp: number
}

/** Body of the known errors; the HTTP status counts. */
export interface AuroraError {
  success: false
  message?: string
}

/** Ids are integers there and opaque strings here. Throws for what is none, or more than a number can tell apart. */
export function encodeAuroraId(id: string): number {
  const number = Number(id)
  if (/^\d+$/.test(id) && Number.isSafeInteger(number)) return number
  throw new TypeError(`Aurora's ids are integers that a number can hold, and "${id.slice(0, 64)}" is none.`)
}

export const decodeAuroraId = (id: number): string => String(encodeAuroraId(String(id)))

/** The integer of a character: its id where that is one, else 31 bits of its hash (FNV-1a), the same for ever. */
export function auroraCharacterNumber(id: string): number {
  if (/^(0|[1-9]\d*)$/.test(id) && Number.isSafeInteger(Number(id))) return Number(id)
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash & 0x7fffffff || 1
}

export const encodeAuroraCharacter = ({ id, name, description }: Character): AuroraCharacter => ({
  id: auroraCharacterNumber(id),
  name,
  description,
  isOfficial: true,
  isPrivate: false,
})

export const decodeAuroraCharacter = ({
  id,
  name,
  description,
}: Pick<AuroraCharacter, 'id' | 'name' | 'description'>): Character => ({ id: decodeAuroraId(id), name, description })

export const encodeAuroraMessage = (number: number, message: Message): AuroraMessage => ({
  id: number,
  role: message.role,
  content: messageText(message),
  timestamp: Date.parse(message.metadata.createdAt),
})

export const decodeAuroraMessage = ({ id, role, content, timestamp }: AuroraMessage): Message => ({
  id: decodeAuroraId(id),
  role,
  parts: [{ type: 'text', text: content }],
  metadata: { createdAt: decodeAuroraTime(timestamp), status: 'complete' },
})

/** A chat as its newest message tells it: there are no titles or times. */
export function decodeAuroraPreview(
  id: string,
  characterId: number | undefined,
  { content, timestamp }: AuroraPreview,
): Conversation {
  const time = decodeAuroraTime(timestamp)
  return {
    id,
    title: splitText(content.trim(), 60)[0] ?? '',
    // 0 is the character of a conversation that has none.
    ...(characterId && { characterId: String(characterId) }),
    createdAt: time,
    updatedAt: time,
    messageCount: content ? 1 : 0,
  }
}

const SECONDS_END = 100_000_000_000 // as milliseconds 1973, as seconds the year 5138

/** The unit is documented nowhere: what cannot be milliseconds of our days is seconds. */
const decodeAuroraTime = (timestamp: number): string =>
  new Date(timestamp < SECONDS_END ? timestamp * 1000 : timestamp).toISOString()

/** Reply events as Aurora's: text, and no end mark. Only a whole reply ends with a clean close. */
export function createAuroraEncoder(): EventEncoder {
  const textOf = createTextJoiner()
  let isWhole = false
  return {
    encode(event) {
      if (event.type === 'finish') isWhole = true
      const content = textOf(event)
      return content && `data: ${JSON.stringify({ content })}\n\n`
    },
    end: () => (isWhole ? '' : null),
  }
}

/**
 * Aurora's events as reply events; null stands for the clean end of the connection, which is the end of the reply. A cut
 * can look the same, so the message says that its end is not confirmed; nothing at all is no reply. `begin` is called
 * with the first event, and may tell the message that is being answered.
 */
export function createAuroraDecoder(
  messageId: string,
  begin?: () => Message | undefined,
): (event: { data: string } | null) => readonly ReplyEvent[] {
  let begun = false
  return event => {
    if (event === null) {
      if (!begun) return []
      return [
        { type: 'text-end', id: '0' },
        { type: 'finish', finishReason: 'stop', messageMetadata: { endUnconfirmed: true } },
      ]
    }
    const { content } = JSON.parse(event.data) as { content?: string }
    if (!content) return []
    const events: ReplyEvent[] = [{ type: 'text-delta', id: '0', delta: content }]
    if (!begun) {
      const userMessage = begin?.()
      events.unshift({ type: 'start', messageId, ...(userMessage && { userMessage }) }, { type: 'text-start', id: '0' })
    }
    begun = true
    return events
  }
}
