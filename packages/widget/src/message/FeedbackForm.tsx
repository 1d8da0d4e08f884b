'use client'
import { useLayoutEffect, useRef, useState, type FormEvent, type KeyboardEvent, type RefObject } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { takeKey } from './takeKey.ts'
import { adoptStylesFor } from '../theme/adoptStyles.ts'
import { IconButton } from '../theme/IconButton.tsx'
import { feedbackStyles } from './feedbackStyles.ts'
import { MessageStatus } from './MessageStatus.tsx'

export interface FeedbackFormProps {
  /** A promise tells whether it was stored. */
  onSend: (comment: string) => unknown
  onClose: () => void
}

/** Asks what was wrong with an answer. The rating itself has been sent already: nothing has to be written. */
export function FeedbackForm({ onSend, onClose }: FeedbackFormProps) {
  const { words } = useWords()
  const [comment, setComment] = useState('')
  const [state, setState] = useState<'writing' | 'sending' | 'sent' | 'failed'>('writing')
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => adoptStylesFor(box.current, feedbackStyles), [])
  /** To the rating that asked, above: what had the focus goes away. */
  const giveFocusBack = () => {
    if (!box.current?.matches(':focus-within')) return
    box.current.previousElementSibling
      ?.querySelector<HTMLElement>('[aria-pressed="true"]')
      ?.focus({ preventScroll: true })
  }
  const handleClose = () => {
    giveFocusBack()
    onClose()
  }
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (!comment.trim() || state === 'sending') return
    setState('sending')
    try {
      await onSend(comment.trim())
      giveFocusBack()
      setState('sent')
    } catch {
      setState('failed')
    }
  }
  // Escape closes the form, not the panel around it.
  const handleKeyDown = (event: KeyboardEvent) => {
    if (takeKey(event, 'Escape')) handleClose()
  }
  if (state === 'sent') {
    return (
      <p className="feedback-thanks" role="status">
        {words.feedbackThanks}
      </p>
    )
  }
  return (
    // Keys of the controls in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={box as RefObject<HTMLFormElement>}
      className="feedback"
      onSubmit={event => void handleSubmit(event)}
      onKeyDown={handleKeyDown}
    >
      {state === 'failed' && <MessageStatus status="failed" detail={words.sessionFailed} urgent />}
      <label>
        <span>{words.feedbackComment}</span>
        <textarea
          rows={2}
          maxLength={2_000}
          dir={comment ? 'auto' : undefined}
          placeholder={words.feedbackHint}
          value={comment}
          onChange={event => setComment(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="button" disabled={!comment.trim()}>
        {words.sendFeedback}
      </button>
      <IconButton icon="close" size={16} label={words.close} onClick={handleClose} />
    </form>
  )
}
