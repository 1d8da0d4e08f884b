import type { ReplyEvent } from './types.ts'

/** Reply events as the bytes of another wire; one encoder per connection. */
export interface EventEncoder {
  /** What the event is there; empty when that wire has no such thing. */
  encode(event: ReplyEvent): string
  /** What comes after the last event; null when the connection must break, because that wire has no word for a failure. */
  end(): string | null
  /** Comments keep the connection open: some clients do not survive them. */
  readonly comments?: boolean
}

/** Splits at code points into pieces of at most `length` UTF-16 units. */
export function splitText(text: string, length: number): string[] {
  const pieces: string[] = []
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + length, text.length)
    if (end < text.length && /[\ud800-\udbff]/.test(text[end - 1]!)) end--
    pieces.push(text.slice(start, end))
    start = end
  }
  return pieces
}

/**
 * The text that each event adds to a reply, its parts joined as `messageText` joins them. Where parts are written at the
 * same time, one waits for the other: words cannot be taken back.
 */
export function createTextJoiner(): (event: ReplyEvent) => string {
  const parts: { id: string; text: string; ended: boolean }[] = []
  let hasText = false
  let isApart = false

  /** Tells what the first part has, and goes on to the next when it is over. */
  function tell(): string {
    let told = ''
    while (parts[0]) {
      const [part] = parts
      if (part.text) {
        told += (isApart ? '\n\n' : '') + part.text
        isApart = false
        hasText = true
        part.text = ''
      }
      if (!part.ended) break
      parts.shift()
      isApart = hasText
    }
    return told
  }

  return event => {
    if (event.type !== 'text-start' && event.type !== 'text-delta' && event.type !== 'text-end') return ''
    let part = parts.find(({ id, ended }) => id === event.id && !ended)
    if (!part && event.type !== 'text-end') parts.push((part = { id: event.id, text: '', ended: false }))
    if (part && event.type === 'text-delta') part.text += event.delta
    if (part && event.type === 'text-end') part.ended = true
    return tell()
  }
}
