import { isTerminal, parseEventId, type ReplyEvent } from '@parley/protocol'
import type { ReplyStream } from '../../core/ReplyStream.ts'
import type { Cassette, CassetteEvent } from './Cassette.ts'
import { redactEvents, redactText, type Redaction } from './redactEvents.ts'

/** What `recordCassette` takes. */
export interface RecordCassetteOptions extends Pick<Cassette, 'name' | 'about' | 'question' | 'backend'> {
  /** What else must not be in the file, besides tokens, ids and e-mail addresses. */
  redact?: Redaction
}

/**
 * Reads a reply of any backend to its end, however it ends, and gives it as a cassette without tokens, ids and e-mail
 * addresses. Write it to a file with `formatCassette`.
 */
export async function recordCassette(
  stream: ReplyStream,
  { name, about, question, backend, redact = [] }: RecordCassetteOptions,
): Promise<Cassette> {
  const begun = performance.now()
  const events: CassetteEvent[] = []
  const cuts: number[] = []
  let read = 0
  let { phase } = stream
  let before = 0
  const unsubscribe = stream.subscribe(() => {
    if (stream.phase === phase) return
    phase = stream.phase
    if (phase !== 'resuming') return
    // The reader is behind the stream; ids, where the wire has them, are not.
    const now = parseEventId(stream.lastEventId ?? '')?.seq ?? read
    cuts.push(now - before)
    before = now
  })
  try {
    for await (const event of stream) {
      read++
      if (isOfTheReply(event)) events.push({ at: Math.round(performance.now() - begun), event: withoutOwner(event) })
    }
  } catch {
    // Told by the last event, or by there being none that ends the reply.
  } finally {
    unsubscribe()
  }
  const clean = (text: string | undefined) => text && redactText(text, redact)
  const redacted = redactEvents(
    events.map(({ event }) => event),
    redact,
  )
  return {
    format: 'parley-cassette/1',
    name,
    about: clean(about),
    question: clean(question),
    backend,
    ...(cuts.length > 0 && { cuts }),
    events: events.map(({ at }, index) => ({ at, event: redacted[index]! })),
  }
}

/** `start` says whose reply it is, and stopping is what the visitor did: neither is the reply. */
const isOfTheReply = ({ type }: ReplyEvent): boolean => type !== 'start' && type !== 'abort'

const withoutOwner = (event: ReplyEvent): ReplyEvent => {
  if (!isTerminal(event) || event.type !== 'finish') return event
  return { type: 'finish', ...(event.finishReason && { finishReason: event.finishReason }) }
}
