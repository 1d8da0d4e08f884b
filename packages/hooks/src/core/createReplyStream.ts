import {
  applyReplyEvent,
  emptyReply,
  endsSession,
  isTerminal,
  messageText,
  type Message,
  type ReplyEvent,
  type ReplyState,
} from '@parley/protocol'
import { jitteredDelay } from './backoff.ts'
import { ChatError, toChatError } from './ChatError.ts'
import type { ClientCore } from './createChatClient.ts'
import { createCursor } from './createCursor.ts'
import { openStream, perform, type RequestOf, type StreamName } from './perform.ts'
import { readReply } from './readReply.ts'
import type { ReplyStream } from './ReplyStream.ts'
import { askWith, type Exchange } from './request.ts'
import type { RequestOptions } from './RequestOptions.ts'
import { trackAbort } from './trackAbort.ts'
import { wait } from './wait.ts'
import { whenOnline } from './whenOnline.ts'
import { withStatus } from './withStatus.ts'

export type StartEvent = Extract<ReplyEvent, { type: 'start' }>

type DeltaEvent = Extract<ReplyEvent, { type: 'text-delta' | 'reasoning-delta' }>

/** How a stream was asked for; all but the name of a conversation that its first event names. */
export interface StreamSource<Name extends StreamName = StreamName> {
  name: Name
  request: RequestOf<Name>
  options: RequestOptions
}

/** Attempts to mend one cut; an event in between starts the count again. */
const MOST_ATTEMPTS = 8

/** The reply that `first` begins to bring. A request with a cursor and no state joins in the middle. */
export function createReplyStream(
  core: ClientCore,
  first: Exchange & { conversationId: string | undefined },
  { name, request, options }: StreamSource,
): ReplyStream {
  const { wire } = core
  const { resumeReply, messagesList } = wire.routes
  const { lastEventId: after, state } = request as Partial<RequestOf<'resumeReply'>>
  /** Without what came before its cursor, the whole message is only on the server. */
  const isRest = after && !state && messagesList
  const { signal, abort, forget } = trackAbort(core, options.signal) // also between two connections
  /** Of what mends it: the stream counts its own attempts. */
  const settings = { ...options, signal }
  const log: ReplyEvent[] = []
  const listeners = new Set<() => void>()
  const isNews = createCursor()
  let applied = state ?? emptyReply()
  let delta: DeltaEvent | null = null
  let phase: ReplyStream['phase'] = 'streaming'
  let attempts = 0
  /** The most events that one connection has brought; counts only where events have no ids. */
  let mostEvents = 0
  let errorText = BROKEN_OFF
  let exchange: Exchange = first
  let { conversationId = (request as { conversationId?: string }).conversationId } = first
  let lastEventId = after

  let begin!: (event: StartEvent) => void
  let fail!: (error: unknown) => void
  const start = new Promise<StartEvent>((resolve, reject) => {
    begin = resolve
    fail = reject
  })
  const named = Promise.resolve(
    conversationId ??
      start.then(() => {
        if (conversationId) return conversationId
        throw new ChatError('invalid_response', 'No conversationId.')
      }),
  )
  start.catch(() => {}) // not everyone asks
  named.catch(() => {})
  if (after) {
    isNews(after)
    begin({ type: 'start' }) // before the cursor: whoever stops the reply must not wait for its end
  }

  /** Deltas of one part are joined until somebody looks: the reducer's cost is per look, not per token. */
  function apply(event: ReplyEvent): void {
    if (!('delta' in event)) applied = applyReplyEvent(stateNow(), event)
    else if (delta?.type === event.type && delta.id === event.id) delta.delta += event.delta
    else {
      stateNow()
      delta = { ...event }
    }
  }

  function stateNow(): ReplyState {
    if (delta) applied = applyReplyEvent(applied, delta)
    delta = null
    return applied
  }

  const notify = () => listeners.forEach(listener => listener())
  const setPhase = (next: ReplyStream['phase']) => {
    phase = next
    notify()
  }

  /** `count` numbers the events of this connection. */
  function receive(event: ReplyEvent, id: string | undefined, count: number): void {
    if (endsSession(event)) throw new ChatError(event.code, event.errorText)
    if (id !== undefined) {
      if (!isNews(id)) return
      lastEventId = id
    }
    if (event.type === 'start') {
      // A replay from the start, where the wire has no cursors.
      if (id === undefined && stateNow().message.parts.length > 0) applied = emptyReply(applied.message.id)
      conversationId ??= event.conversationId
      begin(event)
    }
    if (event.type === 'error') errorText = event.errorText
    apply(event)
    // Without ids a replay begins at the start: the state is built again, readers get only what is new.
    if (id === undefined && count <= mostEvents) return
    mostEvents = count
    log.push(event)
    attempts = 0
  }

  /** Reads until a terminal event or the end of the connection. */
  async function readToEnd(): Promise<undefined> {
    let count = 0
    const decode = wire.decoder(conversationId ?? null)
    const handleEvent = (event: ReplyEvent, id: string | undefined) => receive(event, id, ++count)
    // What a listener throws is not the stream's.
    await readReply(exchange, decode, handleEvent, () => queueMicrotask(notify))
  }

  async function pump(): Promise<Message> {
    for (;;) {
      const cut = await readToEnd().catch(toChatError)
      if (applied.ended && !isRest) return finish(stateNow().message)
      signal.throwIfAborted()
      setPhase('resuming')
      const stored = await reopen(cut)
      if (stored) return finish(stored)
      setPhase('streaming')
    }
  }

  /** Opens the stream again, or answers the stored message when there is nothing left to stream. */
  async function reopen(cut: ChatError | undefined): Promise<Message | null> {
    while (resumeReply && attempts < MOST_ATTEMPTS) {
      await whenOnline(signal)
      if (attempts++ > 0) await wait(Math.max(cut?.retryAfterMs ?? 0, jitteredDelay(attempts - 2)), signal)
      try {
        // After a cursor there may be nothing left.
        const found = (isRest && (await readStored())) || (await resume()) || (await readStored())
        if (!found) break
        if (!('response' in found)) return found
        exchange = found
        return null
      } catch (thrown) {
        signal.throwIfAborted()
        cut = toChatError(thrown)
        if (!cut.retryable) break
      }
    }
    const { message } = stateNow()
    applied = { ...applied, message: withStatus(message, 'interrupted') }
    // A refused session is the reason, and the one thing that the caller can act on.
    throw [401, 403, 404].includes(cut?.status as number) ? cut : brokenOff(cut)
  }

  /** Nothing when no reply is being written. */
  function resume(): Promise<Exchange | null | void> {
    const reopened = conversationId
      ? openStream(core, 'resumeReply', { conversationId, lastEventId }, settings)
      : openStream(core, name, request, settings) // the same request with its key gives the same run
    return reopened.catch((error: ChatError) => {
      if (error.code !== 'run_gone') throw error
    })
  }

  /** The message as the server has it, once it is over; the last one that ends like this, where no event has named it. */
  async function readStored(): Promise<Message | undefined> {
    const { message } = stateNow()
    const { messages } = await perform(core, 'messagesList', { conversationId: conversationId! }, settings)
    const found = messages.findLast(each =>
      message.id
        ? each.id === message.id
        : each.role === 'assistant' && messageText(each).endsWith(messageText(message)),
    )
    begin({ type: 'start', userMessage: messages[messages.indexOf(found!) - 1] }) // where no event has told
    return found?.metadata.status === 'streaming' ? undefined : found
  }

  function finish(message: Message): Message {
    applied = { message, open: {}, ended: true }
    const { status, errorCode } = message.metadata
    if (status === 'interrupted') throw brokenOff()
    if (status === 'failed') throw new ChatError(errorCode ?? 'responder_failed', errorText)
    return message
  }

  const final = pump().finally(() => {
    forget()
    setPhase('ready')
  })
  const cancel = () => {
    abort()
    exchange.abort()
  }
  final.then(() => begin({ type: 'start' }), fail) // a wire without a start event

  async function* events(): AsyncGenerator<ReplyEvent, void, undefined> {
    try {
      for (let at = 0; ;) {
        while (at < log.length) yield log[at++]!
        if (phase === 'ready') break
        await new Promise<void>(resolve => {
          const unsubscribe = subscribe(() => (unsubscribe(), resolve()))
        })
      }
      await final // a failed reply ends its iteration with the error
      // What has ended meanwhile is only in `final`.
      if (!log.some(isTerminal) && (!isRest || log.length > 0)) throw brokenOff()
    } finally {
      cancel()
    }
  }

  function subscribe(listener: () => void) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  if (wire.remember) final.then(message => wire.remember!(conversationId!, message, askWith(core))).catch(() => {})

  return {
    conversationId: named,
    start,
    final,
    cancel,
    subscribe,
    get message() {
      return stateNow().message
    },
    get state() {
      return stateNow()
    },
    get lastEventId() {
      return lastEventId
    },
    get phase() {
      return phase
    },
    [Symbol.asyncIterator]: events,
  }
}

const BROKEN_OFF = 'The answer broke off.'
const brokenOff = (cause?: ChatError) => new ChatError('stream_interrupted', BROKEN_OFF, { cause })
