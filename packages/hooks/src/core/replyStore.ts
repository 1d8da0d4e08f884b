import type { Message, ReplyState } from '@parley/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatError } from './ChatError.ts'
import type { RequestOptions } from './RequestOptions.ts'

/** How a reply stands. `interrupted`: it was cut and could not be resumed; `error`: it failed. */
export type ReplyStatus = 'ready' | 'submitted' | 'streaming' | 'resuming' | 'interrupted' | 'error'

/** A visitor's message until the server has it; sent again with the same key, the server has it once. */
export interface Sending {
  text: string
  /** As shown; `metadata.status` is `failed` when it did not arrive. Absent when it was stopped before it did. */
  message?: Message | undefined
  replaces?: string | undefined
  options: RequestOptions
}

/** What only this browser knows of one conversation. */
export interface ReplyEntry {
  status: ReplyStatus
  error: ChatError | null
  /** The reply being written, or the one that broke off. */
  reply: Message | null
  sending?: Sending | undefined
  /** This message and those after it are being replaced, or were to be when that failed. */
  replacing?: string | undefined
  /** Where a reply broke off that the server may still be writing. */
  after?: { lastEventId: string; state: ReplyState } | undefined
}

export interface ReplyStoreState {
  entries: ReadonlyMap<string, ReplyEntry>
  /** Unsent text by conversation; `new` for the one that does not exist yet. */
  drafts: ReadonlyMap<string, string>
  /** The conversation that a chat begun here became. */
  created: ReadonlyMap<string, string>
}

export interface ReplyStore extends StoreApi<ReplyStoreState> {
  /** Also under the key that the conversation had before it had an id. */
  entry(key: string): ReplyEntry
  /** What is not named is as in a conversation at rest. */
  put(key: string, entry: Partial<ReplyEntry>): void
  /** A chat begun here got its conversation: its entry is the conversation's from now on. */
  rename(key: string, conversationId: string): void
  draft(key: string): string
  setDraft(key: string, text: string): void
  reset(): void
}

export const atRest: ReplyEntry = {
  status: 'ready',
  error: null,
  reply: null,
}
const empty = (): ReplyStoreState => ({ entries: new Map(), drafts: new Map(), created: new Map() })

/** One per provider: drafts, and the replies being written. */
export function createReplyStore(): ReplyStore {
  const store = createStore<ReplyStoreState>(empty)
  const { getState, setState } = store
  const entry = (key: string) => {
    const { entries, created } = getState()
    return entries.get(created.get(key) ?? key) ?? atRest
  }
  return {
    ...store,
    entry,
    put(key, change) {
      setState(({ entries }) => ({ entries: new Map(entries).set(key, { ...atRest, ...change }) }))
    },
    rename(key, conversationId) {
      setState(({ created }) => ({ created: new Map(created).set(key, conversationId) }))
    },
    draft: key => getState().drafts.get(key) ?? '',
    setDraft(key, text) {
      setState(({ drafts }) => ({ drafts: new Map(drafts).set(key, text) }))
    },
    reset: () => setState(empty()),
  }
}
