'use client'
import type { Conversation } from '@parley/hooks'
import { useState, type KeyboardEvent } from 'react'
import { fillWords } from '../i18n/createWords.ts'
import { useWords } from '../i18n/useWords.ts'
import { IconButton } from '../theme/IconButton.tsx'

interface HistoryItemProps {
  conversation: Conversation
  current: boolean
  onOpen: (conversationId: string) => void
  onDelete: (conversationId: string) => void
}

/** One conversation: its title, its last words, its age; deleting asks once more in its place. */
export function HistoryItem({ conversation, current, onOpen, onDelete }: HistoryItemProps) {
  const { words, relativeTime } = useWords()
  const [asking, setAsking] = useState(false)
  const title = conversation.title || words.untitled

  // Escape takes back the question, not the whole panel.
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    setAsking(false)
  }
  if (asking) {
    return (
      <li className="history-item" data-asking>
        {/* Keys of the two buttons in it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div className="history-question" role="group" aria-label={words.deleteQuestion} onKeyDown={handleKeyDown}>
          <span>{words.deleteQuestion}</span>
          {/* The visitor pressed "delete" right here. */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <button type="button" className="button" autoFocus onClick={() => setAsking(false)}>
            {words.cancel}
          </button>
          <button type="button" className="button" data-kind="danger" onClick={() => onDelete(conversation.id)}>
            {words.delete}
          </button>
        </div>
      </li>
    )
  }
  return (
    <li className="history-item" data-current={current || undefined}>
      <button
        type="button"
        className="history-open"
        aria-current={current || undefined}
        onClick={() => onOpen(conversation.id)}
      >
        <span className="history-title" dir="auto">
          {title}
        </span>
        <span className="history-meta">
          <time dateTime={conversation.updatedAt}>{relativeTime(conversation.updatedAt)}</time>
          {conversation.lastMessage && (
            <span className="history-last" dir="auto">
              {withoutMarkers(conversation.lastMessage.text)}
            </span>
          )}
        </span>
      </button>
      <IconButton
        icon="trash"
        size={18}
        label={fillWords(words.deleteConversation, { title })}
        onClick={() => setAsking(true)}
      />
    </li>
  )
}

/** The beginning of a message for one line: Markdown as it is read, not as it is written. */
const withoutMarkers = (text: string): string =>
  text
    .slice(0, 160)
    .replace(/\[([^\]]*)\]\([^)]*\)?/g, '$1')
    .replace(/[*_`#>|]+/g, '')
