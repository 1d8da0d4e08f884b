'use client'
import { useCallback, useMemo, useRef } from 'react'
import type { Message } from '@parley/protocol'
import type { ChatError } from '../core/ChatError.ts'
import type { ReplyEntry, ReplyStatus } from '../core/replyStore.ts'
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
  const isReplyRead = useRef(false)
  const status = useReplyEntry(key, statusOf)
  const error = useReplyEntry(key, errorOf)
  const pending = useReplyEntry(key, pendingOf)
  const watched = useReplyEntry(key, entry => isReplyRead.current && entry.reply)
  const actions = useMemo(() => replies.actions(key), [replies, key])
  const readReply = useCallback(() => {
    isReplyRead.current = true
    return watched || replies.store.entry(key).reply
  }, [watched, replies, key])
  return useMemo(
    () => ({
      status,
      error,
      pending,
      get reply() {
        return readReply()
      },
      ...actions,
      ...named!,
    }),
    [status, error, pending, readReply, actions, named],
  )
}

const statusOf = (entry: ReplyEntry) => entry.status
const errorOf = (entry: ReplyEntry) => entry.error
const pendingOf = (entry: ReplyEntry) => entry.pending
