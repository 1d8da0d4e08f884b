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

/** The text that each event adds to a reply, its parts joined as `messageText` joins them. */
export function createTextJoiner(): (event: ReplyEvent) => string {
  let hasText = false
  let isApart = false
  return event => {
    if (event.type === 'text-start') isApart = hasText
    if (event.type !== 'text-delta') return ''
    const text = (isApart ? '\n\n' : '') + event.delta
    isApart = false
    hasText = true
    return text
  }
}
