import { STREAM_DONE, type ReplyEvent } from '@parley/protocol'
import type { RunLog } from './runLog.ts'
import { MOVED } from './sessionStreams.ts'

interface ReadOptions {
  /** Number of the last event the reader has. */
  after: number
  heartbeatMs: number
  /** Aborted when the reader's session is revoked; the run goes on. */
  revoked: AbortSignal
  onClose: () => void
}

const revokedEvent: ReplyEvent = {
  type: 'error',
  errorText: 'The session was revoked. The reply goes on and can be read with another session.',
  code: 'session_revoked',
}

/**
 * One reader of a run. It holds a cursor and nothing else: bytes are made when the consumer asks for them, so a reader
 * that does not read costs nothing, and one that is behind gets what it missed in one chunk.
 */
export function readRunLog(
  log: RunLog,
  { after, heartbeatMs, revoked, ...options }: ReadOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let cursor = after
  let stopWaiting = (): void => {}
  let isLeft = false
  log.readers++
  const onClose = (): void => {
    log.readers--
    options.onClose()
  }

  const nextChange = (): Promise<'changed' | 'silence'> =>
    new Promise(resolve => {
      const done = (outcome: 'changed' | 'silence') => {
        clearTimeout(timer)
        forget()
        revoked.removeEventListener('abort', changed)
        resolve(outcome)
      }
      const changed = () => done('changed')
      const timer = setTimeout(() => done('silence'), heartbeatMs)
      const forget = log.wait(changed)
      revoked.addEventListener('abort', changed)
      stopWaiting = changed
    })

  const next = async (): Promise<{ text: string; last: boolean }> => {
    for (;;) {
      const isMoved = revoked.reason === MOVED
      if (revoked.aborted && !isMoved) return { text: `data: ${JSON.stringify(revokedEvent)}\n\n${DONE}`, last: true }
      const { text, next } = log.take(cursor)
      cursor = next
      const last = log.ended && cursor >= log.length
      if (last) return { text: text + log.ending + DONE, last }
      // Who is sent elsewhere takes along what is there: without an event there would be no id to resume from.
      if (text || isMoved) return { text, last: isMoved }
      if ((await nextChange()) === 'silence') return { text: ': heartbeat\n\n', last: false }
      if (isLeft) return { text: '', last: false }
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { text, last } = await next()
        if (text) controller.enqueue(encoder.encode(text))
        if (!last) return
        controller.close()
        onClose()
      },
      cancel() {
        isLeft = true
        stopWaiting()
        onClose()
      },
    },
    { highWaterMark: 0 },
  )
}

const DONE = `data: ${STREAM_DONE}\n\n`
