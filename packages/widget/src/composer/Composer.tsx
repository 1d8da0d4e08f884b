'use client'
import { useLayoutEffect, useRef, type FormEvent, type KeyboardEvent, type MouseEvent, type Ref } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { takeKey } from '../message/takeKey.ts'
import { Icon } from '../theme/Icon.tsx'

export interface ComposerProps {
  draft: string
  onDraft: (draft: string) => void
  onSend: () => void
  /** Given while a reply is being written: the button stops it. */
  onStop?: () => void
  /** What was typed can be sent now. */
  canSend: boolean
  placeholder?: string
  /** Why nothing can be sent; typing stays possible, so that no draft is lost. */
  notice?: string
  /** Given while a message that was sent is being changed. */
  onCancelEdit?: () => void
  inputRef?: Ref<HTMLTextAreaElement>
}

/** Who writes goes on writing, with the on-screen keyboard as it is. */
const leaveFocus = (event: MouseEvent) => event.preventDefault()

/** The message box: grows with its text; Enter sends, Shift+Enter starts a new line. */
export function Composer(props: ComposerProps) {
  const { draft, onDraft, onSend, onStop, canSend, placeholder, notice, onCancelEdit, inputRef } = props
  const { words } = useWords()
  const hint = placeholder ?? words.placeholder
  const mirror = useRef<HTMLDivElement>(null)
  const send = () => canSend && !onStop && onSend()

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const handleKeyDown = (event: KeyboardEvent) => {
    if (onCancelEdit && takeKey(event, 'Escape')) onCancelEdit()
    if (!event.shiftKey && takeKey(event, 'Enter')) send()
  }
  // The text drawn once more behind the box gives it its height, without measuring anything.
  useLayoutEffect(() => {
    if (mirror.current) mirror.current.textContent = `${draft || hint}\n`
  }, [draft, hint])

  return (
    <form className="composer" onSubmit={handleSubmit} data-notice={notice ? true : undefined}>
      {onCancelEdit && (
        <div className="composer-edit">
          <Icon name="compose" size={15} />
          <span role="status">{words.editing}</span>
          <button type="button" className="button" onClick={onCancelEdit}>
            {words.cancel}
          </button>
        </div>
      )}
      <div className="composer-box">
        <div className="composer-text">
          <div ref={mirror} className="composer-mirror" aria-hidden="true" />
          <textarea
            ref={inputRef}
            value={draft}
            rows={1}
            dir={draft ? 'auto' : undefined}
            enterKeyHint="send"
            autoComplete="off"
            aria-label={words.message}
            placeholder={hint}
            onChange={event => onDraft(event.currentTarget.value)}
            onKeyDown={handleKeyDown}
          />
        </div>
        {/* Two elements: one that turned into a submit button within its click would send the draft. */}
        {onStop ? (
          <button
            key="stop"
            type="button"
            className="composer-button"
            data-kind="stop"
            aria-label={words.stopGenerating}
            title={words.stopGenerating}
            onMouseDown={leaveFocus}
            onClick={onStop}
          >
            <Icon name="stop" size={20} />
          </button>
        ) : (
          <button
            key="send"
            type="submit"
            className="composer-button"
            aria-label={words.sendMessage}
            title={words.sendMessage}
            disabled={!canSend}
            onMouseDown={leaveFocus}
          >
            <Icon name="send" size={20} />
          </button>
        )}
      </div>
      <p className="composer-hint">
        {/* There before what it says, which is heard then. */}
        <span role="status">
          {/* Elements of their own: of what somebody translates, React knows only these. */}
          <span key={notice}>{notice}</span>
        </span>
        {!notice && <span>{words.disclaimer}</span>}
      </p>
    </form>
  )
}
