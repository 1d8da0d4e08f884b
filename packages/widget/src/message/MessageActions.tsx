'use client'
import type { Message } from '@parley/hooks'
import { messageText } from '@parley/hooks'
import { useState } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { CopyButton } from '../theme/CopyButton.tsx'
import { IconButton } from '../theme/IconButton.tsx'
import { LazyFeedbackForm } from './LazyFeedbackForm.tsx'

export type Rating = 'up' | 'down' | null

export interface MessageActionsProps {
  message: Message
  /** A promise tells the form for comments how it went. */
  onFeedback?: (rating: Rating, comment?: string) => unknown
  onRegenerate?: () => void
}

/** What can be done with a finished answer. Pressing a rating again takes it back; a bad one asks what was wrong. */
export function MessageActions({ message, onFeedback, onRegenerate }: MessageActionsProps) {
  const { words, time } = useWords()
  const [asking, setAsking] = useState(false)
  const text = messageText(message)
  const { feedback, createdAt } = message.metadata
  const rating = feedback?.rating ?? null
  const rate = (icon: 'good' | 'bad', label: string, value: 'up' | 'down') => (
    <IconButton
      icon={icon}
      label={label}
      size={17}
      aria-pressed={rating === value}
      onClick={() => {
        const next = rating === value ? null : value
        setAsking(next === 'down')
        onFeedback?.(next)
      }}
    />
  )
  return (
    <>
      <div className="message-actions">
        {text && <CopyButton text={text} label={words.copy} doneLabel={words.copied} />}
        {onFeedback && rate('good', words.goodAnswer, 'up')}
        {onFeedback && rate('bad', words.badAnswer, 'down')}
        {onRegenerate && <IconButton icon="retry" label={words.regenerate} size={16} onClick={onRegenerate} />}
        <time dateTime={createdAt}>{time(createdAt)}</time>
      </div>
      {asking && onFeedback && (
        <LazyFeedbackForm
          fallback={null}
          onSend={comment => onFeedback('down', comment)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
