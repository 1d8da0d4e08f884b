'use client'
import * as React from 'react'
import type { Message } from '@parley/protocol'
import type { ChatError } from '../core/ChatError.ts'
import type { ReplyEntry, ReplyStatus } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.ts'
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
 * The chat under one key of the reply store. `reply` changes up to 20 times a second: who does not read it is not drawn for it.
 */
export function useChat<Named extends object>(key: string, named?: Named): UseChatResult & Named {
  const { replies } = useChatContext()
  const [watch] = React.useState(createReplyWatch)
  const [status, error, pending, watched] = useReplyEntry(key, watch.select)
  const actions = React.useMemo(() => replies.actions(key), [replies, key])
  return React.useMemo(
    () => ({
      status,
      error,
      pending,
      ...actions,
      ...named!,
      get reply() {
        watch.begin()
        return watched ?? replies.store.entry(key).reply
      },
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- it does not look into getters
    [status, error, pending, watched, watch, replies, key, actions, named],
  )
}

/** Sees the reply from the first time on that somebody asks for it. */
function createReplyWatch() {
  let isAsked = false
  return {
    begin: () => void (isAsked = true),
    select: ({ status, error, sending, reply }: ReplyEntry) =>
      [status, error, sending?.message ?? null, isAsked ? reply : null] as const,
  }
}
