import { createTextJoiner, type EventEncoder } from './EventEncoder.ts'
import { messageText, textMessage, titleOf } from './messageText.ts'
import type { Character, Conversation, Message, ReplyEvent } from './types.ts'

/** An entry of the list of chats on the wire of Aurora. */
export interface AuroraChat {
  characterId: number
  chatId: number
}

/** A message on the wire of Aurora. */
export interface AuroraMessage {
  id: number
  role: 'user' | 'assistant'
  content: string
  timestamp: number
}

/** A character on the wire of Aurora. */
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
export function encodeAuroraId(id: string | number): number {
  if (/^\d+$/.test(id as string) && +id < 2 ** 53) return +id
  throw new TypeError(`There is no ${id}.`)
}

/** Throws as the other one does. */
export const decodeAuroraId = (id: number): string => `${encodeAuroraId(id)}`

/** The integer of a character: its id where that is one, else 31 bits of its hash (FNV-1a), the same for ever. */
export function auroraCharacterNumber(id: string): number {
  if (/^(0|[1-9]\d*)$/.test(id) && Number.isSafeInteger(Number(id))) return Number(id)
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash & 0x7fffffff || 1
}

/** A character of ours, as Aurora's clients read it. */
export const encodeAuroraCharacter = ({ id, name, description }: Character): AuroraCharacter => ({
  id: auroraCharacterNumber(id),
  name,
  description,
  isOfficial: true,
  isPrivate: false,
})

/** A character as Aurora's routes send it, as ours. */
export const decodeAuroraCharacter = ({
  id,
  name,
  description,
}: Pick<AuroraCharacter, 'id' | 'name' | 'description'>): Character => ({ id: decodeAuroraId(id), name, description })

/** A message of ours, as Aurora's clients read it. */
export const encodeAuroraMessage = (message: Message): Omit<AuroraMessage, 'id'> => ({
  role: message.role,
  content: messageText(message),
  timestamp: Date.parse(message.metadata.createdAt),
})

/** A message as Aurora's routes send it, as ours. Its time is milliseconds since 1970. */
export const decodeAuroraMessage = ({ id, role, content, timestamp }: AuroraMessage): Message =>
  textMessage(decodeAuroraId(id), role, content, decodeAuroraTime(timestamp))

/** A chat as its newest message tells it, where it has one: there are no titles or times. */
export function decodeAuroraPreview(
  id: string,
  characterId: number | undefined,
  { content = '', timestamp = Date.now() }: Partial<AuroraPreview>,
): Conversation {
  const time = decodeAuroraTime(timestamp)
  return {
    id,
    title: titleOf(content),
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
 * with the first event.
 */
export function createAuroraDecoder(
  messageId: string,
  begin: () => void,
): (event: { data: string } | null) => readonly ReplyEvent[] {
  let begun = false
  return event => {
    if (event === null) {
      if (!begun) return []
      return [
        { type: 'text-end', id: '0' },
        { type: 'finish', messageMetadata: { endUnconfirmed: true } },
      ]
    }
    const { content } = JSON.parse(event.data) as { content?: string }
    if (!content) return []
    const delta = { type: 'text-delta', id: '0', delta: content } as const
    if (begun) return [delta]
    begun = true
    begin()
    return [{ type: 'start', messageId }, { type: 'text-start', id: '0' }, delta]
  }
}
