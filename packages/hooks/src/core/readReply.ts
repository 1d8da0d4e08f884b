import { isTerminal, type ReplyEvent } from '@parley/protocol'
import type { EventDecoder } from './Backend.ts'
import { toChatError } from './ChatError.ts'
import { createEventParser } from './createEventParser.ts'
import type { Exchange } from './request.ts'
import { abortedError, timeoutError } from './wait.ts'

/**
 * Reads server-sent events (the WHATWG format, any chunk borders) and hands each to `onEvent` with its id. Resolves at a
 * clean end, a terminal event included; whether the reply was whole is the caller's question. Rejects when the
 * connection breaks, or was silent for `silenceMs` (heartbeat comments count as life).
 */
export async function readReply(
  exchange: Exchange,
  options: { decode: EventDecoder; silenceMs: number; onEvent(event: ReplyEvent, id: string | undefined): void },
): Promise<void> {
  const { decode, silenceMs, onEvent } = options
  let ended = false
  const take = (events: ReturnType<EventDecoder>, id?: string) => {
    if (Array.isArray(events)) return events.forEach(event => take(event, id))
    if (!events || ended) return
    ended = isTerminal(events as ReplyEvent)
    onEvent(events as ReplyEvent, id)
  }
  const isStream = exchange.response.headers.get('content-type')?.includes('text/event-stream')
  let whole = ''
  const parse = isStream
    ? createEventParser(message => ended || take(decode(message), message.id))
    : (text: string) => void (whole += text)
  const reader = exchange.response.body!.getReader() // only a 204 has none, and that is no stream
  const decoder = new TextDecoder()
  let watchdog: ReturnType<typeof setTimeout>
  const expectLife = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => exchange.abort(timeoutError('the reply stream', silenceMs)), silenceMs)
  }
  expectLife()
  // Not every `fetch` ends the body with its signal (one that calls a server in memory does not).
  const handleAbort = () => void reader.cancel().catch(() => {})
  exchange.signal.addEventListener('abort', handleAbort, { once: true })
  try {
    while (!ended) {
      const { done, value } = await reader.read()
      if (done) {
        if (whole) take(decode({ data: whole }))
        take(decode(null))
        break
      }
      expectLife()
      parse(decoder.decode(value, { stream: true }))
    }
    if (exchange.signal.aborted) throw abortedError(exchange.signal.reason)
  } catch (thrown) {
    throw toChatError(thrown)
  } finally {
    clearTimeout(watchdog!)
    exchange.signal.removeEventListener('abort', handleAbort)
    reader.cancel().catch(() => {}) // the connection may be gone already
    exchange.release()
  }
}
