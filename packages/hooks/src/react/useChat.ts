'use client'
import { useMemo, useState } from 'react'
import type { Message } from '@parley/protocol'
import type { ChatError } from '../core/ChatError.ts'
import { atRest, type ReplyEntry, type ReplyStatus } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.tsx'
import type { ChatActions } from './createReplies.ts'
import { useReplyEntry } from './useReplyEntry.ts'

export interface UseChatResult extends ChatActions {
  status: ReplyStatus
  error: ChatError | null
  /** The reply being written, or the one that broke off; null when the conversation rests. */
  reply: Message | null
  /** The visitor's message until the server has it. */
  pending: Message | null
}

/**
 * The chat under one key of the reply store. `reply` changes with every frame: who does not read it is not drawn for it.
 */
export function useChat<Named extends object>(key: string, named?: Named): UseChatResult & Named {
  const { replies } = useChatContext()
  const [watch] = useState(createWatch)
  const entry = useReplyEntry(key, watch.select)
  const actions = useMemo(() => replies.actions(key), [replies, key])
  return useMemo(() => {
    const { status, error, pending } = entry
    const { store } = replies
    return {
      status,
      error,
      get reply() {
        watch.isRead = true
        return store.entry(store.getState().created.get(key) ?? key).reply
      },
      pending,
      ...actions,
      ...named!,
    }
  }, [entry, actions, named, watch, replies, key])
}

/** Keeps the entry that was there before while it differs by its reply alone, and nobody has asked for that. */
function createWatch() {
  let last = atRest
  const watch = {
    isRead: false,
    select(entry: ReplyEntry): ReplyEntry {
      const { status, error, pending } = entry
      const isSame = status === last.status && error === last.error && pending === last.pending
      if (watch.isRead || !isSame) last = entry
      return last
    },
  }
  return watch
}
