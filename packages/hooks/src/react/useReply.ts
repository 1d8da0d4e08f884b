'use client'
import type { Message } from '@parley/protocol'
import { useReplyEntry } from './useReplyEntry.ts'

/** Subscribes to part of the reply being written, at most 20 times a second; renders only when that part changes. */
export function useReply<T = Message | null>(
  conversationId: string | null,
  selector: (reply: Message | null) => T = reply => reply as T,
): T {
  const [part] = useReplyEntry(conversationId, ({ reply }) => [selector(reply)])
  return part
}
