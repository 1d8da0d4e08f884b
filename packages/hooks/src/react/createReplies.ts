import type { Message } from '@parley/protocol'
import type { QueryClient } from '@tanstack/react-query'
import { ChatError, toChatError } from '../core/ChatError.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import { createReplyStore, type ReplyStore } from '../core/replyStore.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { Result } from '../core/RequestOptions.ts'
import { continueChat } from '../operations/continueChat.ts'
import { createChat } from '../operations/createChat.ts'
import { regenerateReply } from '../operations/regenerateReply.ts'
import { replyStop } from '../operations/replyStop.ts'
import { resumeReply } from '../operations/resumeReply.ts'
import { createConversationCache, type ConversationCache } from './conversationCache.ts'
import {
  createReplyRuns,
  draftKeyOf,
  isCreated,
  withStatus,
  type SendContext,
  type Sending,
} from './createReplyRuns.ts'
import { unwrap } from './unwrap.ts'

/** The replies being written under one provider. Keys are conversation ids, or a key of ours before there is one. */
export interface Replies {
  readonly store: ReplyStore
  readonly cache: ConversationCache
  send(key: string, sending: Sending): Promise<Message>
  regenerate(key: string, messageId?: string): Promise<Message>
  /** Picks up a reply that is being written elsewhere, or that broke off here. */
  resume(key: string): Promise<void>
  /** Whatever went wrong last, once more. */
  retry(key: string): Promise<Message>
  stop(key: string): Promise<void>
  clearError(key: string): void
  /** Keeps the stream of a conversation while somebody shows it. Returns the detacher. */
  attach(key: string): () => void
  /**
   * A mounted `useCreateChat` offers its key to the composers of new conversations, with what it adds to whatever is sent
   * under it. Returns the taker-back.
   */
  offerKey(key: string, context: () => SendContext): () => void
  offeredKey(): string | undefined
  /** Drops everything: another visitor is here. */
  reset(): void
}

export function createReplies(client: ChatClient, queryClient: QueryClient): Replies {
  const store = createReplyStore()
  const cache = createConversationCache(queryClient, client)
  const failedSends = new Map<string, Sending>()
  const shown = new Map<string, number>()
  const offered = new Map<string, () => SendContext>()
  const runs = createReplyRuns({
    store,
    cache,
    isAbandoned: key => !shown.get(key),
    onRename(key, conversationId) {
      shown.set(conversationId, (shown.get(conversationId) ?? 0) + (shown.get(key) ?? 0))
      shown.delete(key)
      failedSends.delete(key)
    },
    onSendFailed: (key, sending) => void failedSends.set(key, sending),
    onSent: key => void failedSends.delete(key),
  })

  const keyOf = (key: string) => store.getState().created.get(key) ?? key
  const has = client.backend.capabilities.has.bind(client.backend.capabilities)
  /** A quiet look for a reply does not stand in the way of the visitor. */
  const isBusy = (key: string) => runs.get(key)?.quiet === false || store.entry(key).status === 'streaming'
  const busyError = () => new ChatError('run_active', 'A reply is being written. Stop it, or wait.')

  const noReply = () => new ChatError('not_found', 'There is no reply.')

  /** A reply that broke off stays visible as what it is when the conversation goes on. */
  function settleLast(key: string) {
    const { reply } = store.entry(key)
    if (reply && isCreated(key)) cache.putMessages(key, [reply])
    runs.cursors.delete(key)
  }

  const replies: Replies = {
    store,
    cache,
    send(alias, sending) {
      const key = keyOf(alias)
      if (isBusy(key)) {
        const run = runs.get(key)
        // A double click, or Enter held down.
        const isRepeated = run?.sending?.text === sending.text && store.entry(key).status === 'submitted'
        return isRepeated ? run.promise : Promise.reject(busyError())
      }
      settleLast(key)
      const { text, replaces } = sending
      const context = offered.get(key)?.()
      store.patch(key, {
        status: 'submitted',
        error: null,
        reply: null,
        pending: pendingMessage(text),
        replacing: replaces ?? null,
      })
      const draftKey = draftKeyOf(key)
      if (store.getState().drafts.get(draftKey)?.trim() === text.trim()) store.setDraft(draftKey, '')
      return runs.start(key, { sending, onConversation: context?.onConversation }, signal => {
        const options = { ...sending.options, signal }
        return isCreated(key)
          ? continueChat(client, { conversationId: key, message: { text }, ...(replaces && { replaces }) }, options)
          : createChat(client, { message: { text }, ...characterOf(context) }, options)
      })
    },

    regenerate(alias, messageId) {
      const key = keyOf(alias)
      if (isBusy(key)) return Promise.reject(busyError())
      const isAnswer = (message: Message) => message.role === 'assistant'
      const id = messageId ?? store.entry(key).reply?.id ?? cache.message(key, isAnswer)?.id
      if (id === undefined) return Promise.reject(noReply())
      settleLast(key)
      store.patch(key, { status: 'submitted', error: null, reply: null, pending: null, replacing: id })
      const idempotencyKey = crypto.randomUUID()
      return runs.start(key, {}, signal =>
        regenerateReply(client, { conversationId: key, messageId: id }, { signal, idempotencyKey }),
      )
    },

    async resume(alias) {
      const key = keyOf(alias)
      if (!isCreated(key) || runs.get(key) || !has('resume')) return
      const { reply } = store.entry(key)
      const cursor = reply ? runs.cursors.get(key) : undefined
      if (reply) store.patch(key, { status: 'resuming', error: null })
      const nothing = noReply()
      try {
        await runs.start(key, { quiet: true }, async (signal): Promise<Result<ReplyStream>> => {
          const { value, error } = await resumeReply(client, { conversationId: key, ...cursor }, { signal })
          return value ? { ok: true, value } : { ok: false, error: error ?? nothing }
        })
      } catch (thrown) {
        const error = toChatError(thrown)
        const isOver = error === nothing || error.code === 'run_gone'
        const isWriting = (message: Message) => message.metadata.status === 'streaming'
        if (isOver && !reply && cache.message(key, isWriting)) cache.reload(key) // it ended before we came
        // Without a reply on screen nobody asked; the queries there report what is wrong.
        if (!reply || store.entry(key).status !== 'resuming') return
        if (!isOver) return store.patch(key, { status: 'interrupted', error, reply: withStatus(reply, 'interrupted') })
        // The run ended long ago: what the server stored is all there is.
        runs.cursors.delete(key)
        store.patch(key, { status: 'ready', error: null, reply: null })
        cache.reload(key)
      }
    },

    async retry(alias) {
      const key = keyOf(alias)
      const failedSend = failedSends.get(key)
      if (failedSend && store.entry(key).pending) return replies.send(key, failedSend)
      const { reply } = store.entry(key)
      if (reply && runs.cursors.has(key)) {
        await replies.resume(key)
        const whole = cache.message(key, message => message.id === reply.id && message.metadata.status === 'complete')
        if (whole) return whole
        const { error } = store.entry(key)
        if (error && runs.cursors.has(key)) throw error // still out of reach
      }
      return replies.regenerate(key)
    },

    async stop(alias) {
      const run = runs.get(keyOf(alias))
      if (!run || run.stopping) return
      run.stopping = true
      if (!has('stop')) {
        run.cancel()
        await run.promise.catch(() => {})
        return
      }
      try {
        // The message may be on its way already: stopping only here would leave the server writing unseen.
        const stream = await run.opened
        if (!stream) return
        const { runId } = await stream.start
        const conversationId = await stream.conversationId
        // The stream brings the end of the run, over a new connection if it must.
        await unwrap(replyStop(client, { conversationId, ...(runId !== undefined && { runId }) }))
        await stream.final.catch(() => {})
      } finally {
        run.stopping = false
      }
    },

    clearError(alias) {
      const key = keyOf(alias)
      const { status } = store.entry(key)
      if (status !== 'error' && status !== 'interrupted') return
      settleLast(key)
      failedSends.delete(key)
      store.patch(key, { status: 'ready', error: null, reply: null, pending: null })
    },

    attach(alias) {
      const key = keyOf(alias)
      shown.set(key, (shown.get(key) ?? 0) + 1)
      let attached = true
      return () => {
        if (!attached) return
        attached = false
        const current = keyOf(alias)
        shown.set(current, (shown.get(current) ?? 1) - 1)
        // Later, because StrictMode and a change of pages detach and attach in one go.
        setTimeout(() => {
          if (shown.get(keyOf(current))) return
          shown.delete(current)
          void runs.get(current)?.opened.then(stream => (shown.get(current) ? undefined : stream?.cancel()))
        })
      }
    },

    offerKey(key, context) {
      offered.set(key, context)
      return () => void offered.delete(key)
    },
    offeredKey: () => [...offered.keys()].at(-1),

    reset() {
      failedSends.clear()
      runs.dropAll()
      store.reset()
    },
  }
  return replies
}

const characterOf = ({ characterId }: SendContext = {}) => (characterId ? { characterId } : {})

const pendingMessage = (text: string): Message => ({
  id: `local-${crypto.randomUUID()}`,
  role: 'user',
  parts: [{ type: 'text', text }],
  metadata: { createdAt: new Date().toISOString(), status: 'complete' },
})
