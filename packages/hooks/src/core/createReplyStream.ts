import {
  applyReplyEvent,
  emptyReply,
  replyStateOf,
  type Message,
  type ReplyEvent,
  type ReplyState,
} from '@parley/protocol'
import { jitteredDelay } from './backoff.ts'
import { ChatError, toChatError } from './ChatError.ts'
import type { ClientCore } from './createChatClient.ts'
import { createCursor } from './createCursor.ts'
import { deferred } from './deferred.ts'
import { readReply } from './readReply.ts'
import type { ReplyStream } from './ReplyStream.ts'
import type { Exchange } from './request.ts'
import { abortedError, wait } from './wait.ts'
import { whenOnline } from './whenOnline.ts'

export type StartEvent = Extract<ReplyEvent, { type: 'start' }>

type DeltaEvent = Extract<ReplyEvent, { type: 'text-delta' | 'reasoning-delta' }>

export interface ReplyStreamSource {
  exchange: Exchange
  /** Null for a conversation that the first event names. */
  conversationId: string | null
  signal: AbortSignal | undefined
  silenceMs: number
  /**
   * Opens the stream again after an event; null when no reply is being written. Absent: the wire cannot resume. Without
   * a conversation the first event has not come: the same request again, with its key, gives the same run.
   */
  resume?(conversationId: string | null, lastEventId: string | undefined, signal: AbortSignal): Promise<Exchange | null>
  /** Reads the stored message (the last answer for an empty id), for when the run can no longer be resumed. */
  readMessage?(conversationId: string, messageId: string, signal: AbortSignal): Promise<Message | null>
  /** Where this stream goes on. Without the state the final message is the stored one. */
  after?: { lastEventId: string; state: ReplyState | undefined }
}

/** Attempts to mend one cut; an event in between starts the count again. */
const MOST_ATTEMPTS = 8
const RESUME_BACKOFF = { initialInterval: 250, maxInterval: 8_000, exponent: 2, maxElapsedTime: Infinity }

export function createReplyStream(core: ClientCore, source: ReplyStreamSource): ReplyStream {
  const log: ReplyEvent[] = []
  const listeners = new Set<() => void>()
  const controller = new AbortController()
  const conversationId = deferred<string>()
  const start = deferred<StartEvent>()
  let applied: ReplyState = source.after?.state ?? emptyReply()
  let delta: DeltaEvent | null = null
  const cursor = createCursor(source.after?.lastEventId)
  let phase: ReplyStream['phase'] = 'open'
  let attempts = 0
  /** The most events that one connection has brought, where events have no ids. */
  let mostEvents = 0
  let exchange: Exchange | null = source.exchange
  let knownConversationId = source.conversationId
  if (knownConversationId !== null) conversationId.resolve(knownConversationId)

  /** Deltas of one part are joined until somebody looks: the reducer's cost is per look, not per token. */
  function apply(event: ReplyEvent): void {
    const isDelta = event.type === 'text-delta' || event.type === 'reasoning-delta'
    if (isDelta && delta?.type === event.type && delta.id === event.id) {
      delta.delta += event.delta
      return
    }
    applied = stateNow()
    if (isDelta) delta = { ...event }
    else applied = applyReplyEvent(applied, event)
  }

  function stateNow(): ReplyState {
    if (delta) applied = applyReplyEvent(applied, delta)
    delta = null
    return applied
  }

  const notify = () => listeners.forEach(listener => listener())
  const setPhase = (next: ReplyStream['phase']) => {
    if (phase === next) return
    phase = next
    notify()
  }
  const handleAbort = () => controller.abort(abortedError(source.signal?.reason))
  if (source.signal?.aborted) handleAbort()
  source.signal?.addEventListener('abort', handleAbort, { once: true })
  // Also between two connections: what one visitor asked for is not asked again for another.
  const drop = (reason: ChatError) => controller.abort(reason)
  core.inFlight.add(drop)
  controller.signal.addEventListener('abort', () => exchange?.abort(controller.signal.reason), { once: true })

  /** True for an event that is news. `count` numbers the events of this connection. */
  function receive(event: ReplyEvent, id: string | undefined, count: number): boolean {
    if (event.type === 'error' && (event.code === 'session_revoked' || event.code === 'session_expired'))
      throw new ChatError(event.code, event.errorText) // the session's end, not the reply's
    if (id !== undefined && !cursor.advance(id)) return false
    if (event.type === 'start') {
      // A replay from the start, where the wire has no cursors.
      if (id === undefined && stateNow().message.parts.length > 0) applied = emptyReply(applied.message.id)
      if (knownConversationId === null && event.conversationId !== undefined) {
        knownConversationId = event.conversationId
        conversationId.resolve(event.conversationId)
      }
      start.resolve(event)
    }
    apply(event)
    // Without ids a replay begins at the start: the state is built again, readers get only what is new.
    if (id === undefined && count <= mostEvents) return false
    mostEvents = Math.max(mostEvents, count)
    log.push(event)
    return true
  }

  /** Reads until a terminal event or the end of the connection. */
  async function readToEnd(current: Exchange): Promise<void> {
    let notified = false
    let count = 0
    await readReply(current, {
      decode: core.wire.createDecoder(),
      silenceMs: source.silenceMs,
      onEvent(event, id) {
        if (!receive(event, id, ++count)) return
        attempts = 0
        // One notification per chunk of bytes, not per event.
        if (notified) return
        notified = true
        queueMicrotask(() => {
          notified = false
          notify()
        })
      },
    })
  }

  async function pump(): Promise<Message> {
    for (;;) {
      let cut: ChatError
      try {
        if (exchange) await readToEnd(exchange)
        cut = brokenOff()
      } catch (thrown) {
        cut = toChatError(thrown)
        if (cut.code === 'aborted') throw cut
      }
      if (applied.ended) return finished(await whole(stateNow().message))
      if (controller.signal.aborted) throw abortedError(controller.signal.reason)
      setPhase('resuming')
      exchange = null
      const stored = await reopen(cut)
      if (stored) return finished(stored)
      setPhase('open')
    }
  }

  /** Opens the stream again, or answers the stored message when there is nothing left to stream. */
  async function reopen(cut: ChatError): Promise<Message | null> {
    const id = knownConversationId
    if (!source.resume) throw interrupted(cut)
    while (attempts < MOST_ATTEMPTS) {
      await whenOnline(controller.signal)
      if (attempts > 0) await wait(jitteredDelay(attempts - 1, RESUME_BACKOFF), controller.signal)
      attempts++
      try {
        exchange = await source.resume(id, cursor.id, controller.signal)
        if (exchange) return null
        return await storedMessage(id, cut)
      } catch (thrown) {
        const error = toChatError(thrown)
        if (controller.signal.aborted) throw error
        if (error.code === 'run_gone') return storedMessage(id, error)
        if (error.code === 'stream_interrupted' || !error.retryable) throw interrupted(error)
        if (error.retryAfterMs !== undefined) await wait(error.retryAfterMs, controller.signal)
      }
    }
    throw interrupted(cut)
  }

  async function storedMessage(id: string | null, cause: ChatError): Promise<Message> {
    const message = id === null ? null : await source.readMessage?.(id, stateNow().message.id, controller.signal)
    if (!message || message.metadata.status === 'streaming') throw interrupted(cause)
    applied = { ...replyStateOf(message), ended: true }
    return message
  }

  /** Who joined in the middle has read only the rest. */
  async function whole(message: Message): Promise<Message> {
    if (!source.after || source.after.state || knownConversationId === null) return message
    const stored = await source.readMessage?.(knownConversationId, message.id, controller.signal)
    if (!stored) return message
    applied = { ...stateNow(), message: stored }
    return stored
  }

  function interrupted(cause: ChatError): ChatError {
    const { message } = stateNow()
    applied = { ...applied, message: { ...message, metadata: { ...message.metadata, status: 'interrupted' } } }
    // A refused session is the reason, and the one thing that the caller can act on.
    if (cause.status === 401 || cause.status === 403 || cause.status === 404) return cause
    return brokenOff(cause)
  }

  function finished(message: Message): Message {
    const { status, errorCode } = message.metadata
    if (status === 'interrupted') throw brokenOff()
    if (status === 'failed') throw new ChatError(errorCode ?? 'responder_failed', lastErrorText(log))
    return message
  }

  const final = pump().finally(() => {
    core.inFlight.delete(drop)
    source.signal?.removeEventListener('abort', handleAbort)
    setPhase('ended')
  })
  final.then(
    () => start.resolve({ type: 'start' }), // a wire without a start event, or a stream that was joined later
    (error: unknown) => {
      conversationId.reject(error)
      start.reject(error)
    },
  )
  for (const promise of [conversationId.promise, start.promise]) promise.catch(() => {}) // not everyone asks

  async function* events(): AsyncGenerator<ReplyEvent, void, undefined> {
    try {
      for (let cursor = 0; ;) {
        while (cursor < log.length) yield log[cursor++]!
        if (phase === 'ended') break
        await new Promise<void>(resolve => {
          const unsubscribe = subscribe(() => (unsubscribe(), resolve()))
        })
      }
      await final // a failed reply ends its iteration with the error
    } finally {
      if (phase !== 'ended') controller.abort(abortedError())
    }
  }

  function subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  return {
    conversationId: conversationId.promise,
    start: start.promise,
    final,
    cancel: () => controller.abort(abortedError()),
    subscribe,
    get message() {
      return stateNow().message
    },
    get state() {
      return stateNow()
    },
    get lastEventId() {
      return cursor.id
    },
    get isOver() {
      return applied.ended
    },
    get phase() {
      return phase
    },
    [Symbol.asyncIterator]: events,
  }
}

const BROKEN_OFF = 'The answer broke off before it was complete.'
const brokenOff = (cause?: ChatError) => new ChatError('stream_interrupted', BROKEN_OFF, { cause })

function lastErrorText(log: readonly ReplyEvent[]): string {
  const event = log.findLast(event => event.type === 'error')
  return event?.type === 'error' ? event.errorText : BROKEN_OFF
}
