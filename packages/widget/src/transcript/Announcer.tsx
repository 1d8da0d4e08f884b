'use client'
import { messageText, type ReplyStatus } from '@parley/hooks'
import { memo, useEffect, useRef, useState } from 'react'
import { fillWords } from '../i18n/createWords.ts'
import { useWords } from '../i18n/useWords.ts'
import { speechOf } from './speechOf.ts'
import { isBusy, useReplyEnd } from './useReplyEnd.ts'

interface AnnouncerProps {
  conversationId: string | null
  status: ReplyStatus
}

/**
 * Says to screen readers when a reply begins and when it is complete. The transcript itself is silent (`aria-live="off"`): it would
 * read every word as it arrives, and the end twice. Errors speak for themselves where they stand.
 */
export function Announcer({ conversationId, status }: AnnouncerProps) {
  const { words } = useWords()
  const [polite, setPolite] = useState('')
  const before = useRef(status)

  // Speech follows from a change of status, not from a state: an effect is the place that sees changes.
  // oxlint-disable react/set-state-in-effect
  useEffect(() => {
    if (isBusy(before.current) !== isBusy(status)) setPolite(isBusy(status) ? words.replyBegins : '')
    before.current = status
  }, [status, words])
  // oxlint-enable react/set-state-in-effect
  useReplyEnd(conversationId, status, ({ metadata, parts }) =>
    setPolite(
      metadata.status === 'stopped'
        ? words.stopped
        : fillWords(words.replyEnds, { text: speechOf(messageText({ parts }), words.code) }),
    ),
  )
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
      {/* Another element each time: who translates the page may have put the text into one of its own. */}
      <span key={text}>{text}</span>
    </div>
  )
})
