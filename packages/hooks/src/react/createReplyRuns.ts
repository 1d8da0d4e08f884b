import { messageText, type Conversation, type Message } from '@parley/protocol'
import { ChatError, toChatError } from '../core/ChatError.ts'
import type { ReplyStore } from '../core/replyStore.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { Result } from '../core/RequestOptions.ts'
import type { ConversationCache } from './conversationCache.ts'
import { abortedError, onAbort } from '../core/wait.ts'
import { withStatus } from '../core/withStatus.ts'
import { paced } from './paced.ts'

/** What a `useCreateChat` adds to the message that begins its conversation, as it is now. */
export interface SendContext {
  readonly current: { characterId?: string; onConversation?(conversation: Conversation): void }
}

export interface ReplyKind {
  /** A look whether a reply is being written: its failure to open is nobody's news. */
  quiet?: boolean
  context?: SendContext | undefined
}

/** What runs for one conversation and is not state. */
export interface ReplyRun extends ReplyKind {
  readonly promise: Promise<Message>
  readonly opened: Promise<Result<ReplyStream | null>>
  stopping?: boolean
  /** Stopped by hanging up. */
  aborted?: boolean
  cancel(): void
}

export interface ReplyRuns {
  get(key: string): ReplyRun | undefined
  /** Runs one reply from its opening to its end: the only place that moves a conversation's state. */
  start(
    key: string,
    open: (signal: AbortSignal) => Promise<Result<ReplyStream | null>>,
    kind?: ReplyKind,
  ): Promise<Message>
  reset(): void
}

export const LOCAL_KEY = 'new:'
/** Where the draft of a conversation that does not exist yet is kept. */
export const NEW_DRAFT = 'new'
export const isCreated = (key: string) => !key.startsWith(LOCAL_KEY)
export const draftKeyOf = (key: string) => (isCreated(key) ? key : NEW_DRAFT)

export function createReplyRuns(
  store: ReplyStore,
  cache: ConversationCache,
  /** Somebody shows the conversation. */
  isShown: (key: string) => boolean,
  /** The server keeps a reply whose head it has sent. */
  canResume: boolean,
): ReplyRuns {
  const runs = new Map<string, ReplyRun>()

  /** Forgets the run, so that nothing more of it is shown. */
  function drop(key: string) {
    runs.get(key)?.cancel()
    runs.delete(key)
  }

  /** `key` changes once, when a new conversation gets its id. */
  function start(
    key: string,
    open: (signal: AbortSignal) => Promise<Result<ReplyStream | null>>,
    kind: ReplyKind = {},
  ): Promise<Message> {
    const { quiet, context } = kind
    const controller = new AbortController()
    const { signal } = controller
    const given = quiet ? undefined : store.entry(key).sending?.options.signal
    const cancel = () => controller.abort(given?.reason)
    const checkCurrent = () => {
      if (!isCurrent()) throw abortedError()
    }
    const isCurrent = () => runs.get(key) === run

    async function read({ value: stream, error }: Result<ReplyStream | null>): Promise<Message> {
      checkCurrent()
      try {
        if (!stream) throw error ?? new ChatError('run_gone', 'There is no reply.')
        await begin(stream)
        if (!isShown(key)) stream.cancel() // picked up again when somebody shows it
        return await show(stream)
      } catch (thrown) {
        const failure = toChatError(thrown)
        if (isCurrent()) {
          runs.delete(key)
          // Cut before its first event, a stream has not opened; let go of, only where nobody can pick it up again.
          const hasBegun = store.entry(key).status !== 'submitted' || (canResume && failure.code === 'aborted')
          if (stream && hasBegun) return breakOff(stream, failure)
          if (quiet) failToResume(failure)
          else failToOpen(failure)
        }
        throw failure
      }
    }

    /** The first event: the server has the message. What it says takes the place of what we assumed. */
    async function begin(stream: ReplyStream): Promise<void> {
      if (store.entry(key).status !== 'submitted') return // joined a reply that had begun
      const { conversation: named, userMessage } = await stream.start
      const conversationId = await stream.conversationId
      checkCurrent()
      const { replacing, sending } = store.entry(key)
      if (replacing) cache.truncate(conversationId, replacing)
      const stored = userMessage ?? sending?.message
      const conversation = named ?? (!isCreated(key) && conversationOf(conversationId, stored!))
      if (conversation) cache.insert(conversation, !isCreated(key))
      if (stored) cache.put(conversationId, stored)
      store.put(conversationId, { status: 'streaming', reply: stream.message })
      if (key !== conversationId) {
        runs.delete(key)
        runs.set(conversationId, run)
        store.rename(key, conversationId)
        key = conversationId
        // What was typed meanwhile is for this conversation, unless another new one is on screen by now.
        if (isShown(key)) {
          store.setDraft(key, store.draft(key) + store.draft(NEW_DRAFT))
          store.setDraft(NEW_DRAFT, '')
        }
        if ((conversation as Conversation).messageCount > 2) cache.reload(key) // its character has greeted
      }
      // In a task of its own: what the app throws there is the app's, and must not end the reply.
      if (conversation) queueMicrotask(() => context?.current.onConversation?.(conversation))
    }

    async function show(stream: ReplyStream): Promise<Message> {
      const showSoon = paced(() => {
        if (!isCurrent()) return // also after its end
        store.put(key, { ...store.entry(key), status: stream.phase, reply: shownReply(stream) })
      })
      stream.subscribe(showSoon)
      showSoon()
      const message = await stream.final
      if (isCurrent()) {
        // Whoever hears that it is over may send the next.
        runs.delete(key)
        // In one tick, and in this order: the cache has the message before the store lets go of it.
        cache.finish(key, message, quiet)
        // The server writes one at a time: what still seems to be written is old.
        if (cache.message(key, ({ metadata }) => metadata.status === 'streaming')) cache.reload(key)
        store.put(key, { sending: store.entry(key).sending })
      }
      return message
    }

    /** Without a reply on screen nobody asked; the queries there report what is wrong. */
    function failToResume(error: ChatError): void {
      const { reply, after } = store.entry(key)
      if (error.code === 'run_gone') {
        // The run ended long ago, or before we came: what the server stored is all there is.
        if (reply) store.put(key, {})
        const last = cache.message(key, () => true)
        if (reply || last?.role === 'user' || last?.metadata.status === 'streaming') cache.reload(key)
      } else if (reply) {
        store.put(key, { status: 'interrupted', error, reply: withStatus(reply, 'interrupted'), after })
      }
    }

    function failToOpen(error: ChatError): void {
      const { sending, replacing } = store.entry(key)
      // What was to be replaced is gone: it is a new one.
      const replaces = error.code === 'not_found' ? undefined : replacing
      const isAborted = error.code === 'aborted'
      // What is on screen is old, or the server may have got what was let go here.
      if (!error.retryable) cache.reload(key)
      // It has had the message, and the visitor has gone on elsewhere.
      if (error.code === 'run_gone') return store.put(key, {})
      if (sending) {
        const draftKey = draftKeyOf(key)
        const typed = store.draft(draftKey)
        store.setDraft(draftKey, sending.text + (typed && `\n${typed}`))
      }
      store.put(key, {
        ...(!isAborted && { status: 'error', error, replacing: replaces }),
        sending: sending && {
          ...sending,
          replaces,
          message: isAborted ? undefined : withStatus(sending.message!, 'failed', error.code),
          options: { ...sending.options, signal: undefined }, // it was for this try
        },
      })
    }

    /** The message where a stop ended it without the server's word: a wire whose only stop is to hang up. */
    function breakOff(stream: ReplyStream, error: ChatError): Message {
      const { message, lastEventId, state } = stream
      const reply = shownReply(stream)
      const cancelled = error.code === 'aborted'
      if (run.aborted) {
        const stopped = withStatus(message, 'stopped')
        if (reply) cache.put(key, stopped)
        store.put(key, {})
        return stopped
      }
      const after = !state.ended && lastEventId !== undefined ? { lastEventId, state } : undefined
      if (cancelled) cache.reload(key)
      const status = message.metadata.status === 'failed' ? 'error' : 'interrupted'
      // Let go before anything was seen, or able to go on, it is nobody's error; half an answer on screen must say so.
      const isSeen = after ? isShown(key) : reply
      store.put(key, { reply, after, ...((!cancelled || isSeen) && { status, error }) })
      throw error
    }

    drop(key)
    // The caller's signal cancels like unmounting does; `AbortSignal.any` is missing in browsers of 2023.
    const forget = onAbort(given, cancel)
    // In a later tick, so that `read` finds this run registered.
    const opened = Promise.resolve(signal).then(open)
    const promise = opened.then(read).finally(forget)
    const run: ReplyRun = { ...kind, cancel, opened, promise }
    runs.set(key, run)
    return promise
  }

  return {
    get: key => runs.get(key),
    start,
    reset() {
      for (const key of runs.keys()) drop(key)
    },
  }
}

const shownReply = ({ message }: ReplyStream) => (message.id ? message : null)

/** For a wire on which conversations have no more than an id. */
function conversationOf(id: string, first: Message): Conversation {
  const { createdAt } = first.metadata
  return { id, title: messageText(first).slice(0, 60), createdAt, updatedAt: createdAt, messageCount: 1 }
}
