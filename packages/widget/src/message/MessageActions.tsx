import type { Message } from '@parley/hooks'
import { messageText } from '@parley/hooks'
import { useWords } from '../i18n/useWords.ts'
import { CopyButton } from '../theme/CopyButton.tsx'
import { IconButton } from '../theme/IconButton.tsx'

export type Rating = 'up' | 'down' | null

export interface MessageActionsProps {
  message: Message
  onFeedback?: (rating: Rating) => void
  onRegenerate?: () => void
}

/** What can be done with a finished answer. Pressing a rating again takes it back. */
export function MessageActions({ message, onFeedback, onRegenerate }: MessageActionsProps) {
  const { words } = useWords()
  const text = messageText(message)
  const rating = ratingOf(message)
  const rate = (icon: 'good' | 'bad', label: string, value: 'up' | 'down') => (
    <IconButton
      icon={icon}
      label={label}
      size={17}
      aria-pressed={rating === value}
      onClick={() => onFeedback?.(rating === value ? null : value)}
    />
  )
  return (
    <div className="message-actions">
      {text && <CopyButton text={text} label={words.copy} doneLabel={words.copied} />}
      {onFeedback && rate('good', words.goodAnswer, 'up')}
      {onFeedback && rate('bad', words.badAnswer, 'down')}
      {onRegenerate && <IconButton icon="retry" label={words.regenerate} size={16} onClick={onRegenerate} />}
    </div>
  )
}

function ratingOf(message: Message): Rating {
  const { feedback } = message.metadata
  return feedback?.rating ?? null
}
