'use client'
import { useCallback } from 'react'
import type { Message } from '@parley/protocol'
import type { ReplyEntry } from '../core/replyStore.ts'
import { useReplyEntry } from './useReplyEntry.ts'

const whole = (reply: Message | null): unknown => reply

/** Subscribes to part of the reply being written, at most once per frame; renders only when that part changes. */
export function useReply<T = Message | null>(
  conversationId: string | null,
  selector: (reply: Message | null) => T = whole as (reply: Message | null) => T,
): T {
  const select = useCallback(({ reply }: ReplyEntry) => selector(reply), [selector])
  return useReplyEntry(conversationId, select)
}
