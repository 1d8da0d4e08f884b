import type { ErrorCode, Message, ReplyEvent, TerminalEvent } from '@parley/protocol'
import type { Responder, ResponderContext, ResponderEvent } from '../../responders/Responder.ts'
import { ResponderError } from '../../responders/ResponderError.ts'
import { StorageUnavailable, type Storage } from '../../storage/Storage.ts'
import { FOLLOWED_MS, TOLD_MS } from './followRuns.ts'
import { normalizeReply } from './normalizeReply.ts'
import type { RunLog } from './runLog.ts'
import type { ActiveRun, StopReason } from './runRegistry.ts'
import { createRunWriter } from './runWriter.ts'
import { withRetries } from './withRetries.ts'

/** Over some eight seconds. */
const LOADS = 6

/** Each part that comes is the work of all that are there, here and at each reader. */
const PARTS_AT_MOST = 2000

interface RunOptions {
  storage: Storage
  responder: Responder
  visitorId: string
  conversationId: string
  log: RunLog
  reply: Message
  now: () => number
  onError: (error: unknown) => void
}

/** What is known only once the run is committed. */
export interface RunStart {
  startEvent: ReplyEvent
  loadContext: () => Promise<Omit<ResponderContext, 'signal'>>
}

const stoppedEvents: Record<StopReason, TerminalEvent> = {
  stopped: { type: 'abort', reason: 'stopped' },
  interrupted: {
    type: 'error',
    errorText: 'The server stopped while it was writing this reply.',
    code: 'stream_interrupted',
  },
}

const failed = (errorText: unknown): TerminalEvent => ({
  type: 'error',
  errorText: String(errorText),
  code: 'responder_failed',
})

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof ResponderError) return error.code
  return error instanceof StorageUnavailable ? 'unavailable' : 'responder_failed'
}

/** Readied before its commit, so that nobody who sees the run in storage can miss it here; then begun or dropped. */
export function prepareRun(options: RunOptions): {
  run: ActiveRun
  begin: (start: RunStart) => void
  drop: () => void
} {
  const { storage, responder, visitorId, conversationId, log, reply, now, onError } = options
  const aborter = new AbortController()
  const { signal } = aborter
  let stopReason: StopReason | undefined
  let settle: { resolve: (message: Message) => void; reject: (error: unknown) => void }
  let toldUntil = 0
  const done = new Promise<Message>((resolve, reject) => (settle = { resolve, reject }))
  done.catch(() => {}) // nobody need be waiting

  const run: ActiveRun = {
    begun: false,
    visitorId,
    conversationId,
    log,
    done,
    get isRead() {
      return log.readers > 0 || Date.now() < toldUntil - TOLD_MS + FOLLOWED_MS
    },
    stop(reason) {
      stopReason ??= reason
      aborter.abort()
    },
    tellOthers(until) {
      toldUntil = until
    },
  }

  const write = async ({ startEvent, loadContext }: RunStart): Promise<Message> => {
    const writer = createRunWriter({
      storage,
      visitorId,
      log,
      message: reply,
      now,
      onStorageError: onError,
      onLost: () => run.stop('interrupted'),
      onStored() {
        if (Date.now() >= toldUntil) return
        void storage.signals?.send({ type: 'stored', runIds: [log.runId] }).catch(onError)
      },
    })
    const normalizer = normalizeReply()
    writer.write(startEvent)
    const isAway = (error: unknown) => error instanceof StorageUnavailable && !signal.aborted
    const terminal = await respond(
      async () => {
        const context = await withRetries(loadContext, LOADS, isAway)
        signal.throwIfAborted() // nobody would read what it says
        return responder({ ...context, signal })
      },
      signal,
      event => {
        normalizer.push(event).forEach(writer.write)
        if (writer.message.parts.length > PARTS_AT_MOST)
          throw new ResponderError('responder_failed', `The responder gave more than ${PARTS_AT_MOST} parts.`)
        return writer.behind()
      },
      onError,
    ).catch((error: unknown) => {
      onError(error)
      return { ...failed('The assistant could not finish this reply.'), code: codeOf(error) }
    })
    normalizer.end().forEach(writer.write)
    if (stopReason) return writer.end(stoppedEvents[stopReason])
    if (terminal.type === 'finish' && !hasAnswer(writer.message)) {
      onError(new ResponderError('responder_failed', 'The responder ended without an answer.'))
      return writer.end(failed('The assistant gave no answer.'))
    }
    return writer.end(terminal)
  }

  return {
    run,
    begin(start) {
      run.begun = true
      void write(start).then(settle.resolve, settle.reject)
    },
    drop: () => settle.reject(new Error('The run was not begun.')),
  }
}

/** Hands on what the responder gives until it ends, in whatever way, or the signal aborts. */
async function respond(
  open: () => Promise<AsyncIterable<ResponderEvent>>,
  signal: AbortSignal,
  write: (event: ReplyEvent) => Promise<unknown> | undefined,
  onError: (error: unknown) => void,
): Promise<TerminalEvent> {
  const finish: Extract<TerminalEvent, { type: 'finish' }> = {
    type: 'finish',
    finishReason: 'stop',
    messageMetadata: { status: 'complete' },
  }
  const events = await orAborted(open(), signal)
  if (!events) return finish
  const iterator = events[Symbol.asyncIterator]()
  let step: IteratorResult<ResponderEvent> | undefined
  let breath = Date.now()
  try {
    for (;;) {
      step = await orAborted(iterator.next(), signal)
      if (!step || step.done) return finish
      const event = step.value as ReplyEvent // `normalizeReply` leaves out the rest
      if (event.type === 'finish') return { ...finish, finishReason: wholeReason(event.finishReason) }
      if (event.type === 'error' || event.type === 'abort') onError(endedBy(event))
      if (event.type === 'error') return { ...failed(event.errorText), ...(event.code && { code: event.code }) }
      if (event.type === 'abort') return failed('The assistant broke off this reply.')
      const behind = write(event)
      if (behind) await orAborted(behind, signal)
      // A responder that never waits would keep everybody else from the event loop.
      if (Date.now() - breath > 10) {
        await new Promise(resolve => setTimeout(resolve))
        breath = Date.now()
      }
    }
  } finally {
    // As `for await` does it, but without waiting: what it holds is let go of. One that hangs never hears of it.
    if (!step?.done) void (async () => iterator.return?.())().catch(() => {})
  }
}

/** An agent of the AI SDK may end as if nothing were wrong when its model broke off or failed: half an answer must not look whole. */
function wholeReason(reason = 'stop'): string {
  if (reason === 'interrupted') throw new ResponderError('bad_gateway', 'The model broke off its answer.')
  if (reason === 'error') throw new ResponderError('bad_gateway', 'The model ended with an error.')
  return reason
}

/** An end that is no exception, for the log. Words of the responder, which may quote a visitor, are only its cause. */
const endedBy = (event: Extract<TerminalEvent, { type: 'error' | 'abort' }>): ResponderError =>
  event.type === 'abort'
    ? new ResponderError('responder_failed', 'The responder gave an "abort" event.')
    : new ResponderError(event.code ?? 'responder_failed', 'The responder gave an "error" event.', {
        cause: event.errorText,
      })

/** The result, or undefined as soon as the signal aborts: a responder that hangs must not hold its run. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const aborted = () => resolve(undefined)
    if (signal.aborted) aborted()
    signal.addEventListener('abort', aborted)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted))
  })
}

const hasAnswer = (message: Message): boolean =>
  message.parts.some(part => {
    if (part.type === 'text') return 'text' in part && part.text.trim() !== ''
    return part.type !== 'reasoning' && part.type !== 'source-url' && part.type !== 'source-document'
  })
