'use client'
import type { Conversation } from '@parley/hooks'
import { useLayoutEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { fillWords } from '../i18n/createWords.ts'
import { trashIcon } from './historyIcons.ts'
import { withoutMarkers } from './withoutMarkers.ts'
import { useWords } from '../i18n/useWords.ts'
import { takeKey } from '../message/takeKey.ts'
import { IconButton } from '../theme/IconButton.tsx'

interface HistoryItemProps {
  conversation: Conversation
  current: boolean
  onOpen: (conversationId: string) => void
  /** Not given where the server cannot. */
  onRename?: (conversationId: string, title: string) => void
  onDelete?: (conversationId: string) => void
}

/** One conversation: its title, its last words, its age. Renaming and the question before deleting take its place. */
export function HistoryItem({ conversation, current, onOpen, onRename, onDelete }: HistoryItemProps) {
  const { words, relativeTime } = useWords()
  const [state, setState] = useState<'shown' | 'renaming' | 'asking'>('shown')
  const title = conversation.title || words.untitled
  // The control that was pressed goes away with each change: the focus goes to what takes its place.
  const target = useRef<HTMLElement | null>(null)
  const before = useRef(state)
  useLayoutEffect(() => {
    if (before.current !== state) target.current?.focus()
    before.current = state
  }, [state])
  const setTarget = (element: HTMLElement | null) => {
    target.current = element
  }

  // Escape takes back the question, not the whole panel.
  const handleKeyDown = (event: KeyboardEvent) => {
    if (takeKey(event, 'Escape')) setState('shown')
  }
  const handleRename = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const next = event.currentTarget.querySelector('input')?.value.trim()
    if (next && next !== conversation.title) onRename?.(conversation.id, next)
    setState('shown')
  }
  if (state === 'renaming') {
    return (
      <li className="history-item" data-renaming>
        {/* Keys of the field in it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <form className="history-rename" onSubmit={handleRename} onKeyDown={handleKeyDown}>
          <input
            className="field"
            ref={setTarget}
            dir="auto"
            maxLength={200}
            aria-label={words.conversationTitle}
            defaultValue={conversation.title}
            onFocus={event => event.currentTarget.select()}
          />
          <IconButton icon="check" size={18} label={words.save} type="submit" />
          <IconButton icon="close" size={18} label={words.cancel} onClick={() => setState('shown')} />
        </form>
      </li>
    )
  }
  if (state === 'asking') {
    return (
      <li className="history-item" data-asking>
        {/* Keys of the two buttons in it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div className="history-question" role="group" aria-label={words.deleteQuestion} onKeyDown={handleKeyDown}>
          <span>{words.deleteQuestion}</span>
          <span className="history-answers">
            <button type="button" className="button" ref={setTarget} onClick={() => setState('shown')}>
              {words.cancel}
            </button>
            <button type="button" className="button" data-kind="danger" onClick={() => onDelete?.(conversation.id)}>
              {words.delete}
            </button>
          </span>
        </div>
      </li>
    )
  }
  return (
    <li className="history-item" data-current={current || undefined}>
      <button
        type="button"
        ref={setTarget}
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
      {onRename && (
        <IconButton
          icon="compose"
          size={18}
          label={fillWords(words.renameConversation, { title })}
          onClick={() => setState('renaming')}
        />
      )}
      {onDelete && (
        <IconButton
          icon={trashIcon}
          size={18}
          data-kind="danger"
          label={fillWords(words.deleteConversation, { title })}
          onClick={() => setState('asking')}
        />
      )}
    </li>
  )
}
