'use client'
import { useConversationMessages, type Message, type ReplyStatus } from '@parley/hooks'
import { useEffect, useRef } from 'react'

/**
 * Calls back when a reply is complete or stopped, whoever began it: a send, a retry, or this page before it was loaded
 * again. Promises would only tell of what was begun here.
 */
export function useReplyEnd(
  conversationId: string | null,
  status: ReplyStatus,
  onEnd: (message: Message) => void,
): void {
  const { data } = useConversationMessages(conversationId)
  const last = data?.pages.at(-1)?.messages.at(-1)
  const call = useRef(onEnd)
  const before = useRef<{ status: ReplyStatus; state: string | undefined }>({ status, state: undefined })
  const state = last && `${last.id} ${last.metadata.status}`
  useEffect(() => {
    call.current = onEnd
  })
  useEffect(() => {
    const was = before.current
    const isBusy = status === 'submitted' || status === 'streaming' || status === 'resuming'
    const wasBusy = was.status !== 'ready' && was.status !== 'error' && was.status !== 'interrupted'
    // What was last when the reply began is not what ended.
    before.current = { status, state: isBusy && wasBusy ? was.state : state }
    const isOver = last?.metadata.status === 'complete' || last?.metadata.status === 'stopped'
    if (status === 'ready' && wasBusy && isOver && last.role === 'assistant' && state !== was.state) call.current(last)
  }, [status, state, last])
}
