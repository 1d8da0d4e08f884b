import { isTerminal, type ReplyEvent } from '@parley/protocol'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { EventDecoder } from './Backend.ts'
import { ChatError } from './ChatError.ts'
import type { Exchange } from './request.ts'
import { abortedError } from './wait.ts'

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
  const parser = createParser({
    onEvent(message: EventSourceMessage) {
      if (ended) return
      const event = decode(message)
      if (!event) return
      ended = isTerminal(event)
      onEvent(event, message.id)
    },
  })
  const reader = exchange.response.body?.getReader()
  if (!reader) throw new ChatError('invalid_response', 'The reply stream has no body.')
  const decoder = new TextDecoder()
  let endsInCarriageReturn = false
  const watchdog = createWatchdog(silenceMs, () =>
    exchange.abort(new ChatError('timeout', `The reply stream was silent for ${silenceMs} ms.`)),
  )
  // Not every `fetch` ends the body with its signal (one that calls a server in memory does not).
  const handleAbort = () => void reader.cancel().catch(() => {})
  exchange.signal.addEventListener('abort', handleAbort, { once: true })
  try {
    while (!ended) {
      const { done, value } = await reader.read()
      if (done) break
      watchdog.touch()
      const text = decoder.decode(value, { stream: true })
      if (text === '') continue
      endsInCarriageReturn = text.endsWith('\r')
      parser.feed(text)
    }
    if (exchange.signal.aborted) throw abortedError(exchange.signal.reason)
    // The parser waits for a line feed after a last carriage return. An event without its blank line stays unread.
    if (!ended && endsInCarriageReturn) parser.feed('\n')
  } catch (thrown) {
    if (thrown instanceof ChatError) throw thrown
    throw new ChatError('network', 'The reply stream broke off.', { cause: thrown })
  } finally {
    watchdog.stop()
    exchange.signal.removeEventListener('abort', handleAbort)
    reader.cancel().catch(() => {}) // the connection may be gone already
    exchange.release()
  }
}

function createWatchdog(silenceMs: number, onSilence: () => void) {
  let lastSign = Date.now()
  let timer: ReturnType<typeof setTimeout>
  const check = () => {
    const left = lastSign + silenceMs - Date.now()
    if (left <= 0) onSilence()
    else timer = setTimeout(check, left)
  }
  timer = setTimeout(check, silenceMs)
  return {
    // One timestamp per chunk, not one timer.
    touch: () => void (lastSign = Date.now()),
    stop: () => clearTimeout(timer),
  }
}
