'use client'
import { useState, type FormEvent, type KeyboardEvent } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { IconButton } from '../theme/IconButton.tsx'

interface FeedbackFormProps {
  onSend: (comment: string) => void
  onClose: () => void
}

/** Asks what was wrong with an answer. The rating itself has been sent already: nothing has to be written. */
export function FeedbackForm({ onSend, onClose }: FeedbackFormProps) {
  const { words } = useWords()
  const [comment, setComment] = useState('')
  const [sent, setSent] = useState(false)
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!comment.trim()) return
    setSent(true)
    onSend(comment.trim())
  }
  // Escape closes the form, not the panel around it.
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onClose()
  }
  if (sent) {
    return (
      <p className="feedback-thanks" role="status">
        {words.feedbackThanks}
      </p>
    )
  }
  return (
    // Keys of the controls in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form className="feedback" onSubmit={handleSubmit} onKeyDown={handleKeyDown}>
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
      <IconButton icon="close" size={16} label={words.close} onClick={onClose} />
    </form>
  )
}
