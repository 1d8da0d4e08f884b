import {
  messageText,
  type Conversation,
  type ErrorCode,
  type Message,
  type MessageStatus,
  type ReplyState,
} from '@parley/protocol'
import { ChatError, toChatError } from '../core/ChatError.ts'
import type { ReplyStore } from '../core/replyStore.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import type { ConversationCache } from './conversationCache.ts'
import { onFrame } from './onFrame.ts'

/** A visitor's message on its way; sent again with the same key, the server has it once. */
export interface Sending {
  text: string
  replaces?: string | undefined
  options: RequestOptions & { idempotencyKey: string }
}

/** What a `useCreateChat` adds to the message that begins its conversation. */
export interface SendContext {
  characterId?: string | undefined
  onConversation?(conversation: Conversation): void
}

/** What runs for one conversation and is not state. */
export interface ReplyRun {
  readonly sending: Sending | null
  /** A look whether a reply is being written: its failure to open is nobody's news. */
  readonly quiet: boolean
  readonly promise: Promise<Message>
  /** The stream once its head is there; null when it could not be opened. */
  readonly opened: Promise<ReplyStream | null>
  stopping: boolean
  cancel(): void
}

export interface ReplyKind {
  sending?: Sending
  quiet?: boolean
  onConversation?: SendContext['onConversation']
}

export interface ReplyRuns {
  get(key: string): ReplyRun | undefined
  /** Runs one reply from its opening to its end: the only place that moves a conversation's state. */
  start(key: string, kind: ReplyKind, open: (signal: AbortSignal) => Promise<Result<ReplyStream>>): Promise<Message>
  /** Forgets the run, so that nothing more of it is shown. */
  drop(key: string): void
  dropAll(): void
  /** Cursors of replies that broke off here and may still be written by the server. */
  readonly cursors: Map<string, { lastEventId: string; state: ReplyState }>
}

export const LOCAL_KEY = 'new:'
/** Where the draft of a conversation that does not exist yet is kept. */
export const NEW_DRAFT = 'new'
export const isCreated = (key: string) => !key.startsWith(LOCAL_KEY)
export const draftKeyOf = (key: string) => (isCreated(key) ? key : NEW_DRAFT)

export function createReplyRuns(options: {
  store: ReplyStore
  cache: ConversationCache
  /** Nobody shows the conversation any more. */
  isAbandoned(key: string): boolean
  onRename(key: string, conversationId: string): void
  onSendFailed(key: string, sending: Sending): void
  onSent(key: string): void
}): ReplyRuns {
  const { store, cache, isAbandoned } = options
  const runs = new Map<string, ReplyRun>()
  const cursors: ReplyRuns['cursors'] = new Map()

  const dropped = () => new ChatError('aborted', 'The reply was dropped.')

  /** A run under its current key; the key changes once, when a new conversation gets its id. */
  function follow(
    firstKey: string,
    kind: ReplyKind,
    open: (signal: AbortSignal) => Promise<Result<ReplyStream>>,
  ): ReplyRun {
    const controller = new AbortController()
    let key = firstKey
    let resolveOpened!: (stream: ReplyStream | null) => void
    const opened = new Promise<ReplyStream | null>(resolve => (resolveOpened = resolve))
    const isCurrent = () => runs.get(key) === run

    async function read(): Promise<Message> {
      // The caller's signal cancels like unmounting does; `AbortSignal.any` is missing in browsers of 2023.
      const given = kind.sending?.options.signal
      if (given?.aborted) controller.abort(given.reason)
      given?.addEventListener('abort', () => controller.abort(given.reason), { signal: controller.signal })
      const { value: stream, error } = await open(controller.signal)
      resolveOpened(stream ?? null)
      if (!isCurrent()) {
        stream?.cancel()
        throw dropped()
      }
      if (!stream) {
        if (!run.quiet) failToOpen(error)
        throw error
      }
      if (isAbandoned(key)) stream.cancel() // picked up again when somebody shows it
      try {
        await begin(stream)
        return await show(stream)
      } catch (thrown) {
        const failure = toChatError(thrown)
        const stopped = isCurrent() && breakOff(stream, failure)
        if (stopped) return stopped
        throw failure
      }
    }

    /** The first event: the server has the message. What it says takes the place of what we assumed. */
    async function begin(stream: ReplyStream): Promise<void> {
      if (!run.sending && store.entry(key).replacing === null) return // joined a reply that had begun
      const { conversation: named, userMessage } = await stream.start
      const conversationId = await stream.conversationId
      if (!isCurrent()) throw dropped()
      const { replacing, pending } = store.entry(key)
      if (replacing !== null) cache.truncateMessages(conversationId, replacing)
      const stored = userMessage ?? pending
      const conversation = named ?? (isCreated(key) ? null : conversationOf(conversationId, pending))
      if (conversation) cache.add(conversation, stored ? [stored] : [])
      else if (stored) cache.putMessages(conversationId, [stored])
      if (key !== conversationId) {
        runs.delete(key)
        runs.set(conversationId, run)
        options.onRename(key, conversationId)
        store.rename(key, conversationId)
        key = conversationId
      }
      store.patch(key, { pending: null, replacing: null, status: 'streaming', reply: stream.message })
      options.onSent(key)
      // In a task of its own: what the app throws there is the app's, and must not end the reply.
      if (conversation) queueMicrotask(() => kind.onConversation?.(conversation))
    }

    async function show(stream: ReplyStream): Promise<Message> {
      const frame = onFrame(() => {
        if (!isCurrent()) return
        store.patch(key, {
          status: stream.phase === 'resuming' ? 'resuming' : 'streaming',
          reply: stream.message.id === '' ? null : stream.message,
        })
      })
      const unsubscribe = stream.subscribe(frame.request)
      try {
        frame.request()
        const message = await stream.final
        if (isCurrent()) {
          // In one tick, and in this order: the cache has the message before the store lets go of it.
          cache.finishReply(key, message)
          store.patch(key, { status: 'ready', reply: null, error: null })
        }
        return message
      } finally {
        unsubscribe()
        frame.cancel()
      }
    }

    function failToOpen(error: ChatError): void {
      const { pending } = store.entry(key)
      const cancelled = error.code === 'aborted'
      if (run.sending) {
        const draftKey = draftKeyOf(key)
        if (!store.getState().drafts.has(draftKey)) store.setDraft(draftKey, run.sending.text)
        if (!cancelled) options.onSendFailed(key, run.sending)
      }
      store.patch(key, {
        status: cancelled ? 'ready' : 'error',
        error: cancelled ? null : error,
        replacing: null,
        pending: pending && !cancelled ? withStatus(pending, 'failed', error.code) : null,
      })
    }

    /** The message where a stop ended it without the server's word: a wire whose only stop is to hang up. */
    function breakOff(stream: ReplyStream, error: ChatError): Message | null {
      const { message } = stream
      const reply = message.id === '' ? null : message
      const cancelled = error.code === 'aborted'
      cursors.delete(key)
      if (cancelled && run.stopping) {
        const stopped = withStatus(message, 'stopped')
        if (reply) cache.putMessages(key, [stopped])
        store.patch(key, { status: 'ready', error: null, reply: null, pending: null, replacing: null })
        return stopped
      }
      const { lastEventId, state } = stream
      if (!stream.isOver && lastEventId !== undefined) cursors.set(key, { lastEventId, state })
      if (cancelled && isCreated(key)) cache.reload(key)
      const status = cancelled ? 'ready' : message.metadata.status === 'failed' ? 'error' : 'interrupted'
      store.patch(key, { status, error: cancelled ? null : error, reply, pending: null, replacing: null })
      return null
    }

    const run: ReplyRun = {
      sending: kind.sending ?? null,
      quiet: kind.quiet ?? false,
      stopping: false,
      opened,
      cancel: () => controller.abort(),
      // In a later tick, so that `read` finds this run registered.
      promise: Promise.resolve()
        .then(read)
        .finally(() => {
          if (isCurrent()) runs.delete(key)
        }),
    }
    return run
  }

  function drop(key: string) {
    const run = runs.get(key)
    runs.delete(key)
    run?.cancel()
  }

  return {
    cursors,
    get: key => runs.get(key),
    start(key, kind, open) {
      drop(key)
      const run = follow(key, kind, open)
      runs.set(key, run)
      run.promise.catch(() => {}) // the state tells; whoever asked gets the rejection too
      return run.promise
    },
    drop,
    dropAll() {
      for (const key of Array.from(runs.keys())) drop(key)
      cursors.clear()
    },
  }
}

/** For a wire on which conversations have no more than an id. */
function conversationOf(id: string, first: Message | null): Conversation {
  const createdAt = first?.metadata.createdAt ?? new Date().toISOString()
  const title = first ? messageText(first).slice(0, 60) : ''
  return { id, title, createdAt, updatedAt: createdAt, messageCount: 1 }
}

export const withStatus = (message: Message, status: MessageStatus, errorCode?: ErrorCode): Message => ({
  ...message,
  metadata: { ...message.metadata, status, ...(errorCode && { errorCode }) },
})
