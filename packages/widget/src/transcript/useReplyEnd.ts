'use client'
import { useConversationMessages, type Message, type ReplyStatus } from '@parley/hooks'
import { useEffect, useRef } from 'react'

/** An answer is on its way, or being written. */
export const isBusy = (status: ReplyStatus): boolean =>
  status === 'submitted' || status === 'streaming' || status === 'resuming'

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
  const answer = data?.pages.at(-1)?.messages.findLast(({ role }) => role === 'assistant')
  const call = useRef(onEnd)
  const state = answer && `${answer.id} ${answer.metadata.status}`
  const before = useRef<{ status: ReplyStatus; state: string | undefined }>({ status, state: undefined })
  useEffect(() => {
    call.current = onEnd
  })
  useEffect(() => {
    const was = before.current
    // What was there before is not what ended.
    before.current = { status, state: (isBusy(status) && was.state) || state }
    const isOver = answer?.metadata.status === 'complete' || answer?.metadata.status === 'stopped'
    if (status === 'ready' && isBusy(was.status) && isOver && state !== was.state) call.current(answer)
  }, [status, state, answer])
}
