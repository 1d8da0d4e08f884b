import { isTerminal, type ReplyEvent } from '@parley/protocol'
import type { EventDecoder } from './Backend.ts'
import { createEventParser } from './createEventParser.ts'
import { hasType } from './hasType.ts'
import type { Exchange } from './request.ts'
import { timeoutError } from './wait.ts'

/**
 * Reads server-sent events (the WHATWG format, any chunk borders), hands each to `onEvent` with its id, and tells
 * `onRead` after each chunk. Resolves at a clean end, a terminal event included; whether the reply was whole is the
 * caller's question. Rejects when the connection breaks, or was silent for as long as its head may take (heartbeat
 * comments count as life).
 */
export async function readReply(
  { response, signal, abort, forget, timeoutMs }: Exchange,
  decode: EventDecoder,
  onEvent: (event: ReplyEvent, id: string | undefined) => void,
  onRead: () => void,
): Promise<void> {
  let ended = false
  const take = (events: ReturnType<EventDecoder>, id?: string) => {
    if (Array.isArray(events)) return events.forEach(event => take(event, id))
    if (!events || ended) return
    ended = isTerminal(events as ReplyEvent)
    onEvent(events as ReplyEvent, id)
  }
  const parse = hasType(response, 'text/event-stream')
    ? createEventParser(message => ended || take(decode(message), message.id))
    : (text: string) => take(decode({ data: text }))
  const reader = response.body!.getReader() // only a 204 has none, and that is no stream
  const decoder = new TextDecoder()
  // Looks at the time now and then: a timer for each read would cost more than the read.
  let heard = Date.now()
  const watchdog = setInterval(() => {
    if (Date.now() - heard >= timeoutMs) abort(timeoutError('the reply stream', timeoutMs))
  }, timeoutMs / 10)
  const cancel = () => void reader.cancel().catch(() => {}) // the connection may be gone already
  // Not every `fetch` ends the body with its signal (one that calls a server in memory does not).
  signal.addEventListener('abort', cancel)
  try {
    while (!ended) {
      const { done, value } = await reader.read()
      heard = Date.now()
      if (done) {
        take(decode(null))
        break
      }
      parse(decoder.decode(value, { stream: true }))
      onRead()
    }
    signal.throwIfAborted()
  } finally {
    clearInterval(watchdog)
    cancel()
    forget()
  }
}
