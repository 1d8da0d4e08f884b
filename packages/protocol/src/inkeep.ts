import { createTextJoiner, splitText, type EventEncoder } from './EventEncoder.ts'
import { messageText } from './messageText.ts'
import type { Message, Part, ReplyEvent } from './types.ts'

/** A source on the wire of Inkeep. */
export interface InkeepCitation {
  number?: number
  record?: {
    type: string
    url?: string | null
    title?: string | null
    description?: string | null
    breadcrumbs?: string[] | null
  }
  hit_url?: string | null
}

/** A message on the wire of Inkeep. */
export interface InkeepMessage {
  role?: 'user' | 'assistant'
  content: string
  records_cited?: { citations: InkeepCitation[] } | null
}

/** Answer of both operations with `stream: false`. */
export interface InkeepChatResult {
  chat_session_id: string
  message: InkeepMessage
}

/** Data of `event: message_chunk`. */
export interface InkeepChunk {
  chat_session_id: string
  content_chunk: string
  finish_reason?: 'stop' | 'length' | 'content_filter' | null
}

type SourcePart = Extract<Part, { type: 'source-url'; url: string }>

const isSource = (part: { type: string }): part is SourcePart => part.type === 'source-url'

function citationsOf(sources: readonly SourcePart[]): InkeepCitation[] {
  return sources.map(({ url, title }, index) => ({
    number: index + 1,
    record: { type: 'documentation', url, ...(title !== undefined && { title }) },
    hit_url: url,
  }))
}

/** A message of ours, as Inkeep's clients read it. */
export const encodeInkeepMessage = (message: Message): InkeepMessage => {
  const citations = citationsOf(message.parts.filter(isSource))
  return {
    role: 'assistant',
    content: messageText(message),
    ...(citations.length > 0 && { records_cited: { citations } }),
  }
}

/** The Go client ends silently at an event of more than 64 KiB; a code unit is at most 6 bytes of JSON. */
const MOST_UNITS = 10_000
const MOST_CITATION_UNITS = 20_000

/**
 * Reply events as Inkeep's: text chunks, an empty one with the finish reason, then the citations. No comments, ids or
 * end mark, which its published clients do not survive. A reply that failed ends without a finish reason.
 */
export function createInkeepEncoder(conversationId: string): EventEncoder {
  const sources: SourcePart[] = []
  const textOf = createTextJoiner()
  const chunk = (content_chunk: string, finish_reason: InkeepChunk['finish_reason']) =>
    `event: message_chunk\ndata: ${JSON.stringify({ chat_session_id: conversationId, content_chunk, finish_reason })}\n\n`
  return {
    encode(event) {
      const text = textOf(event)
      if (text)
        return splitText(text, MOST_UNITS)
          .map(piece => chunk(piece, null))
          .join('')
      if (isSource(event)) sources.push(event)
      if (event.type !== 'finish') return ''
      const reason = event.finishReason
      const end = chunk('', reason === 'length' ? 'length' : reason === 'content-filter' ? 'content_filter' : 'stop')
      const citations = fitting(citationsOf(sources))
      if (citations.length === 0) return end
      return `${end}event: records_cited\ndata: ${JSON.stringify({ citations })}\n\n`
    },
    end: () => '',
  }
}

/** The first citations, as many as go into one event. */
function fitting(citations: InkeepCitation[]): InkeepCitation[] {
  let units = 0
  return citations.filter(citation => (units += JSON.stringify(citation).length) <= MOST_CITATION_UNITS)
}

const finishReasons = { stop: 'stop', length: 'length', content_filter: 'content-filter' } as const

/**
 * Inkeep's events as reply events; null stands for the end of the connection. The reply ends there and not at the
 * finish reason, since citations follow it; without a finish reason it was cut.
 */
export function createInkeepDecoder(
  messageId: string,
): (event: { event?: string | undefined; data: string } | null) => readonly ReplyEvent[] {
  let begun = false
  let reason: keyof typeof finishReasons | null = null
  let early: ReplyEvent[] = []
  return event => {
    if (event === null) return reason ? [{ type: 'finish', finishReason: finishReasons[reason] ?? 'stop' }] : []
    if (event.event === 'records_cited') {
      const sources = decodeCitations(JSON.parse(event.data))
      if (begun) return sources
      early = sources
    }
    if (event.event !== 'message_chunk') return []
    const { chat_session_id, content_chunk, finish_reason } = JSON.parse(event.data) as InkeepChunk
    const events: ReplyEvent[] = []
    if (!begun) {
      begun = true
      events.push({ type: 'start', messageId, conversationId: chat_session_id }, ...early, {
        type: 'text-start',
        id: '0',
      })
    }
    if (content_chunk) events.push({ type: 'text-delta', id: '0', delta: content_chunk })
    if (finish_reason && !reason) events.push({ type: 'text-end', id: '0' })
    reason ??= finish_reason ?? null
    return events
  }
}

const decodeCitations = ({ citations }: { citations?: InkeepCitation[] | null }): ReplyEvent[] =>
  (citations ?? []).flatMap(({ record, hit_url, number }, index) => {
    const url = hit_url ?? record?.url
    if (!url) return []
    return [
      { type: 'source-url', sourceId: String(number ?? index + 1), url, ...(record?.title && { title: record.title }) },
    ]
  })

/** An answer without a stream as the message that it is. */
export function decodeInkeepResult({ message }: InkeepChatResult, messageId: string, createdAt: string): Message {
  const sources = decodeCitations({ citations: message.records_cited?.citations ?? null }) as SourcePart[]
  return {
    id: messageId,
    role: 'assistant',
    parts: [{ type: 'text', text: message.content }, ...sources],
    metadata: { createdAt, status: 'complete' },
  }
}

/** Body of 422; other errors may have a text as their detail. */
export interface InkeepValidationError {
  detail?: string | { loc: (string | number)[]; msg: string; type: string }[]
}
