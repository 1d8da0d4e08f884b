'use client'
import { useMemo } from 'react'
import type { Message } from '@parley/protocol'
import type { ChatError } from '../core/ChatError.ts'
import type { ReplyStatus } from '../core/replyStore.ts'
import { useChatContext } from './ChatProvider.tsx'
import type { ChatActions } from './createReplies.ts'
import { useReplyEntry } from './useReplyEntry.ts'
import { itself } from './useSelection.ts'

export interface UseChatResult extends ChatActions {
  status: ReplyStatus
  error: ChatError | null
  /** The reply being written, or the one that broke off; null when the conversation rests. */
  reply: Message | null
  /** The visitor's message until the server has it. */
  pending: Message | null
}

/** The chat under one key of the reply store. */
export function useChat(key: string): UseChatResult {
  const { replies } = useChatContext()
  const entry = useReplyEntry(key, itself)
  const actions = useMemo(() => replies.actions(key), [replies, key])
  return useMemo(() => {
    const { status, error, reply, pending } = entry
    return { status, error, reply, pending, ...actions }
  }, [entry, actions])
}
