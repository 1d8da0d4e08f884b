'use client'
import { messageText, useConversationMessages, type ReplyStatus } from '@parley/hooks'
import { memo, useEffect, useRef, useState } from 'react'
import { fillWords } from '../i18n/createWords.ts'
import { useWords } from '../i18n/useWords.ts'
import { speechOf } from './speechOf.ts'

interface AnnouncerProps {
  conversationId: string | null
  status: ReplyStatus
}

const isBusy = (status: ReplyStatus) => status === 'submitted' || status === 'streaming' || status === 'resuming'

/**
 * Says to screen readers when a reply begins and when it is complete. The transcript itself is silent (`aria-live="off"`): it would
 * read every word as it arrives, and the end twice. Errors speak for themselves where they stand.
 */
export function Announcer({ conversationId, status }: AnnouncerProps) {
  const { words } = useWords()
  const { data } = useConversationMessages(conversationId)
  const [polite, setPolite] = useState('')
  const before = useRef(status)
  const last = data?.pages.at(-1)?.messages.at(-1)

  // Speech follows from a change of status, not from a state: an effect is the place that sees changes.
  // oxlint-disable react/set-state-in-effect
  useEffect(() => {
    const was = before.current
    before.current = status
    if (was === status) return
    if (!isBusy(was) && isBusy(status)) setPolite(words.replyBegins)
    else if (isBusy(was) && status === 'ready' && last?.role === 'assistant') {
      setPolite(
        last.metadata.status === 'stopped'
          ? words.stopped
          : fillWords(words.replyEnds, { text: speechOf(messageText(last), words.code) }),
      )
    } else if (isBusy(was) && !isBusy(status)) setPolite('')
  }, [status, last, words])
  // oxlint-enable react/set-state-in-effect
  // Spoken by then: who reads on below the conversation would find the answer once more.
  useEffect(() => {
    if (!polite) return undefined
    const timer = setTimeout(() => setPolite(''), 10_000)
    return () => clearTimeout(timer)
  }, [polite])

  return <LiveRegion text={polite} />
}

/** Drawn only when its text changes: preact writes even the same text again, and some screen readers would hear it. */
const LiveRegion = memo(function LiveRegion({ text }: { text: string }) {
  return (
    <div className="visually-hidden" role="status">
      {text}
    </div>
  )
})
