import type { Ref } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { closeIcon, openIcon } from './launcherIcons.ts'

export interface LauncherProps {
  open: boolean
  onToggle: () => void
  /** Answers that came in while the chat was closed. */
  unread?: number
  unreadText?: string
  /** Called when the visitor is likely to open the chat: hover, focus, press. */
  onIntent?: () => void
  buttonRef?: Ref<HTMLButtonElement>
}

/** The round button that opens and closes the chat. */
export function Launcher({ open, unread = 0, unreadText, onToggle, onIntent, buttonRef }: LauncherProps) {
  const { words } = useWords()
  return (
    <button
      ref={buttonRef}
      type="button"
      className="launcher"
      aria-label={open ? words.closeChat : words.openChat}
      aria-expanded={open}
      aria-haspopup="dialog"
      // Of ARIA 1.3: a global attribute, which the linter does not know yet.
      {...(unreadText && { 'aria-description': unreadText })}
      data-unread={unread}
      onClick={onToggle}
      onPointerEnter={onIntent}
      onFocus={onIntent}
    >
      {[openIcon, closeIcon].map(path => (
        <svg key={path} viewBox="0 0 24 24" aria-hidden="true">
          <path d={path} />
        </svg>
      ))}
    </button>
  )
}
