import { useDeleteConversationMutation, useUpdateConversationMutation, type Conversation } from '@parley/hooks'
import { useState, type MouseEvent } from 'react'
import { previewOf } from './previewOf.ts'
import { replaceAddress } from './useAddress.ts'

interface Props {
  conversation: Conversation
  isOpen: boolean
}

type State = 'shown' | 'renamed' | 'kept' | 'renaming' | 'asking'

/** On what takes the place of the control that was pressed. */
const focus = (element: HTMLElement | null) => element?.focus()

/** One conversation: open, rename in place, delete. Both changes are on screen before the server has them. */
export function ConversationRow({ conversation: { id, title, lastMessage, activeRun }, isOpen }: Props) {
  const rename = useUpdateConversationMutation()
  const remove = useDeleteConversationMutation()
  const [state, setState] = useState<State>('shown')
  const name = title || 'Untitled'

  function save(input: HTMLInputElement, next: State) {
    const text = input.value.trim()
    if (text && text !== title) rename.mutate({ conversationId: id, title: text })
    setState(next)
  }
  function handleDelete({ currentTarget }: MouseEvent) {
    const row = currentTarget.closest('li')
    // This button goes away with its row: on to the next one, or to what begins another conversation.
    const next = row?.nextElementSibling ?? row?.previousElementSibling ?? row?.closest('nav')
    next?.querySelector('a')?.focus()
    remove.mutate({ conversationId: id })
    if (isOpen) replaceAddress('all')
  }

  if (state === 'renaming')
    return (
      <li>
        <input
          ref={focus}
          aria-label="Title"
          dir="auto"
          defaultValue={title}
          onBlur={event => save(event.currentTarget, 'shown')}
          onKeyDown={event => {
            if (event.key === 'Escape') setState('renamed')
            if (event.key !== 'Enter') return
            // It would press the button that has the focus by then.
            event.preventDefault()
            save(event.currentTarget, 'renamed')
          }}
        />
      </li>
    )
  if (state === 'asking')
    return (
      <li>
        {/* Keys of the two buttons in it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div
          role="group"
          aria-label={`Delete ${name}?`}
          onKeyDown={event => {
            if (event.key === 'Escape') setState('kept')
          }}
        >
          <span>Delete it?</span>
          <button ref={focus} onClick={() => setState('kept')}>
            Cancel
          </button>
          <button className="danger" onClick={handleDelete}>
            Delete
          </button>
        </div>
      </li>
    )
  return (
    <li>
      <a className="row" aria-current={isOpen ? 'page' : undefined} href={`#${id}`}>
        <strong dir="auto">{name}</strong>
        <span dir="auto">{activeRun ? 'Answering…' : lastMessage && previewOf(lastMessage.text)}</span>
      </a>
      <button
        ref={state === 'renamed' ? focus : undefined}
        aria-label={`Rename ${name}`}
        onClick={() => setState('renaming')}
      >
        ✎
      </button>
      <button
        ref={state === 'kept' ? focus : undefined}
        aria-label={`Delete ${name}`}
        onClick={() => setState('asking')}
      >
        ×
      </button>
    </li>
  )
}
