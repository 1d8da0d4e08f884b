'use client'
import { useMemo } from 'react'
import type { Message } from '@parley/protocol'
import type { ChatError } from '../core/ChatError.ts'
import type { MessageInput } from '../core/Backend.ts'
import type { ReplyEntry, ReplyStatus } from '../core/replyStore.ts'
import type { RequestOptions } from '../core/RequestOptions.ts'
import { useChatContext } from './ChatProvider.tsx'
import { useReplyEntry } from './useReplyEntry.ts'

export interface UseChatResult {
  status: ReplyStatus
  error: ChatError | null
  /** The reply being written, or the one that broke off; null when the conversation rests. */
  reply: Message | null
  /** The visitor's message until the server has it. */
  pending: Message | null
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

const statusOf = (entry: ReplyEntry | undefined) => entry?.status ?? 'ready'
const errorOf = (entry: ReplyEntry | undefined) => entry?.error ?? null
const replyOf = (entry: ReplyEntry | undefined) => entry?.reply ?? null
const pendingOf = (entry: ReplyEntry | undefined) => entry?.pending ?? null

/** The chat under one key of the reply store. */
export function useChat(key: string): UseChatResult {
  const { replies } = useChatContext()
  const status = useReplyEntry(key, statusOf)
  const error = useReplyEntry(key, errorOf)
  const reply = useReplyEntry(key, replyOf)
  const pending = useReplyEntry(key, pendingOf)
  const actions = useMemo(
    () => ({
      send(message: MessageInput | string, { replaces, ...options }: RequestOptions & { replaces?: string } = {}) {
        return replies.send(key, {
          text: typeof message === 'string' ? message : message.text,
          replaces,
          options: { ...options, idempotencyKey: options.idempotencyKey ?? crypto.randomUUID() },
        })
      },
      stop: () => replies.stop(key),
      regenerate: (messageId?: string) => replies.regenerate(key, messageId),
      resume: () => replies.resume(key),
      retry: () => replies.retry(key),
      clearError: () => replies.clearError(key),
    }),
    [replies, key],
  )
  return useMemo(() => ({ status, error, reply, pending, ...actions }), [status, error, reply, pending, actions])
}
