import { textMessage, type Message } from '@parley/protocol'
import type { QueryClient } from '@tanstack/react-query'
import type { MessageInput } from '../core/Backend.ts'
import { ChatError } from '../core/ChatError.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import { createReplyStore, type ReplyStore, type Sending } from '../core/replyStore.ts'
import type { RequestOptions } from '../core/RequestOptions.ts'
import { randomId } from '../core/randomId.ts'
import { wait } from '../core/wait.ts'
import { continueChat } from '../operations/continueChat.ts'
import { createChat } from '../operations/createChat.ts'
import { regenerateReply } from '../operations/regenerateReply.ts'
import { replyStop } from '../operations/replyStop.ts'
import { resumeReply } from '../operations/resumeReply.ts'
import { createConversationCache, type ConversationCache } from './conversationCache.ts'
import { createReplyRuns, draftKeyOf, isCreated, type SendContext } from './createReplyRuns.ts'
import { unwrap } from './unwrap.ts'

/** Who stops what has not begun by then, does so while it is tried again and again. */
const LONGEST_OPENING_MS = 2_000

/** The verbs on one conversation. */
export interface ChatActions {
  /** Resolves with the finished message; rejects with a ChatError. A failed send puts its text back into the draft. */
  send(message: MessageInput | string, options?: RequestOptions & { replaces?: string }): Promise<Message>
  stop(): Promise<void>
  /** Has an answer written again, the last one unless named. */
  regenerate(messageId?: string): Promise<Message>
  /** Picks up a reply that broke off, or that is being written elsewhere. */
  resume(): Promise<void>
  /** "Try again": a failed send again (the server has it once), a broken reply resumed or else written again. */
  retry(): Promise<Message>
  clearError(): void
}

/** The replies being written under one provider. Keys are conversation ids, or a key of ours before there is one. */
export interface Replies {
  readonly store: ReplyStore
  readonly cache: ConversationCache
  actions(key: string): ChatActions
  /** Keeps the stream of a conversation while somebody shows it. Returns the detacher. */
  attach(key: string): () => void
  /**
   * A mounted `useCreateChat` offers its key to the composers of new conversations, with what it adds to whatever is sent
   * under it. Returns the taker-back.
   */
  offer(key: string, context: SendContext): () => void
  offeredKey(): string | undefined
  /** Drops everything: another visitor is here. */
  reset(): void
}

export function createReplies(client: ChatClient, queryClient: QueryClient): Replies {
  const { capabilities } = client.backend
  const canStop = capabilities.has('stop')
  const canResume = capabilities.has('resume')
  const store = createReplyStore()
  const cache = createConversationCache(queryClient, client)
  const attached = new Set<() => string>()
  const offered = new Map<string, SendContext>()
  const keyOf = (alias: string) => store.getState().created.get(alias) ?? alias
  const isShown = (key: string) => [...attached].some(keyNow => keyNow() === key)
  const runs = createReplyRuns(store, cache, isShown, canResume)

  /** A reply that broke off stays visible as what it is when the conversation goes on. */
  function settleLast(key: string) {
    const { reply, after } = store.entry(key)
    if (reply) cache.put(key, reply)
    if (after) cache.reload(key) // the server may have written on
  }

  /** A quiet look for a reply does not stand in the way of the visitor. */
  function goOn(key: string) {
    const run = runs.get(key)
    if ((run && !run.quiet) || store.entry(key).status === 'streaming')
      throw new ChatError('run_active', 'A reply is being written.')
    settleLast(key)
  }

  async function send(key: string, sending: Omit<Sending, 'message'>): Promise<Message> {
    const { text, replaces, options } = sending
    const { status, sending: sent } = store.entry(key)
    const again = sent?.text === text && sent.replaces === replaces ? sent : undefined
    // A double click, or Enter held down.
    if (again && status === 'submitted') return runs.get(key)!.promise
    goOn(key)
    options.idempotencyKey ??= again?.options.idempotencyKey ?? randomId()
    store.put(key, {
      status: 'submitted',
      sending: { ...sending, message: textMessage(randomId(), 'user', text) },
      replacing: replaces,
    })
    const draftKey = draftKeyOf(key)
    // What was typed on to it stays.
    const draft = store.draft(draftKey).trim() + '\n'
    const line = text.trim() + '\n'
    if (draft.startsWith(line)) store.setDraft(draftKey, draft.replace(line, '').trim())
    const context = offered.get(key)
    const message = { text }
    return runs.start(
      key,
      signal =>
        isCreated(key)
          ? continueChat(client, { conversationId: key, message, replaces }, { ...options, signal })
          : createChat(client, { message, characterId: context?.current.characterId }, { ...options, signal }),
      { context },
    )
  }

  async function regenerate(key: string, messageId?: string | null): Promise<Message> {
    goOn(key)
    const isAnswer = (message: Message) => message.role === 'assistant'
    const id = messageId ?? store.entry(key).reply?.id ?? cache.message(key, isAnswer)?.id
    if (id === undefined) throw new ChatError('not_found', 'There is no reply.')
    store.put(key, { status: 'submitted', replacing: id })
    return runs.start(key, signal => regenerateReply(client, { conversationId: key, messageId: id }, { signal }))
  }

  /** Resolves with the message if there was one to go on with; the state tells why not. */
  async function resume(key: string): Promise<Message | void> {
    const run = runs.get(key)
    if (run) return run.promise.catch(() => {})
    if (!isCreated(key) || !canResume) return
    const { reply, after } = store.entry(key)
    if (reply) store.put(key, { status: 'resuming', reply, after })
    const request = { conversationId: key, ...after }
    return runs.start(key, signal => resumeReply(client, request, { signal }), { quiet: true }).catch(() => {})
  }

  async function retry(key: string): Promise<Message> {
    const { sending, reply, after, replacing } = store.entry(key)
    if (sending) return send(key, sending)
    if (reply && after) {
      const resumed = await resume(key)
      if (resumed?.metadata.status === 'complete') return resumed
      const left = store.entry(key)
      if (left.error && left.after) throw left.error // still out of reach
    }
    return regenerate(key, replacing ?? reply?.id)
  }

  async function stop(key: string): Promise<void> {
    const run = runs.get(key)
    if (!run || run.stopping) return
    run.stopping = true
    try {
      // The message may be on its way already: stopping only here would leave the server writing unseen.
      const stream = canStop && (await Promise.race([run.opened, wait(LONGEST_OPENING_MS)]))?.value
      if (stream) {
        const { runId } = await stream.start
        await unwrap(replyStop(client, { conversationId: await stream.conversationId, runId }))
      } else {
        run.aborted = true
        run.cancel()
      }
      // The stream brings the end of the run, over a new connection if it must.
      await run.promise.catch(() => {})
    } finally {
      run.stopping = false
    }
  }

  function clearError(key: string): void {
    if (!store.entry(key).error) return
    settleLast(key)
    store.put(key, {})
    cache.reload(key) // the server may have got what failed here
  }

  return {
    store,
    cache,
    actions: alias => ({
      send(message, { replaces, ...options } = {}) {
        const text = typeof message === 'string' ? message : message.text
        return told(send(keyOf(alias), { text, replaces, options }))
      },
      stop: () => told(stop(keyOf(alias))),
      regenerate: messageId => told(regenerate(keyOf(alias), messageId)),
      resume: () => resume(keyOf(alias)) as Promise<void>,
      retry: () => told(retry(keyOf(alias))),
      clearError: () => clearError(keyOf(alias)),
    }),

    attach(alias) {
      const keyNow = () => keyOf(alias)
      // It was let go when nobody showed it any more.
      if (!isShown(keyNow()) && store.entry(alias).reply) void resume(keyNow())
      attached.add(keyNow)
      return () => {
        attached.delete(keyNow)
        // Later, because StrictMode and a change of pages detach and attach in one go.
        setTimeout(() => {
          const key = keyNow()
          void runs.get(key)?.opened.then(({ value }) => isShown(key) || value?.cancel())
        })
      }
    },

    offer(key, context) {
      offered.set(key, context)
      store.setState({}) // composers look again
      return () => void offered.delete(key)
    },
    offeredKey: () => [...offered.keys()].at(-1),

    reset() {
      runs.reset()
      store.reset()
    },
  }
}

/** The state tells what went wrong; whoever asked gets the rejection too. */
function told<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
