import { useDeleteConversationMutation, useUpdateConversationMutation, type Conversation } from '@parley/hooks'
import { useState } from 'react'

interface Props {
  conversation: Conversation
  isOpen: boolean
  onOpen(id: string | null): void
}

const focus = (input: HTMLInputElement | null) => input?.focus()

/** One conversation: open, rename in place, delete. Both changes are on screen before the server has them. */
export function ConversationRow({ conversation: { id, title, lastMessage }, isOpen, onOpen }: Props) {
  const rename = useUpdateConversationMutation()
  const remove = useDeleteConversationMutation()
  const [draft, setDraft] = useState<string | null>(null)

  function finish(save: boolean) {
    const next = draft?.trim()
    if (save && next && next !== title) rename.mutate({ conversationId: id, title: next })
    setDraft(null)
  }

  if (draft !== null)
    return (
      <li>
        <input
          ref={focus}
          aria-label="Title"
          dir="auto"
          value={draft}
          onChange={event => setDraft(event.target.value)}
          onBlur={() => finish(true)}
          onKeyDown={event => {
            if (event.key === 'Enter') finish(true)
            if (event.key === 'Escape') finish(false)
          }}
        />
      </li>
    )
  return (
    <li>
      <button className="row" aria-current={isOpen} onClick={() => onOpen(id)}>
        <strong dir="auto">{title || 'Untitled'}</strong>
        <span dir="auto">{lastMessage?.text}</span>
      </button>
      <button aria-label={`Rename ${title}`} onClick={() => setDraft(title)}>
        ✎
      </button>
      <button
        aria-label={`Delete ${title}`}
        onClick={() => {
          remove.mutate({ conversationId: id })
          if (isOpen) onOpen(null)
        }}
      >
        ×
      </button>
    </li>
  )
}
