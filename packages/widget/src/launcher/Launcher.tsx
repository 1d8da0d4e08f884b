import type { Ref } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { launcherIcons } from './launcherIcons.ts'

export interface LauncherProps {
  open: boolean
  onToggle: () => void
  /** Called when the visitor is likely to open the chat: hover, focus, press. */
  onIntent?: () => void
  buttonRef?: Ref<HTMLButtonElement>
}

/** The round button that opens and closes the chat. */
export function Launcher({ open, onToggle, onIntent, buttonRef }: LauncherProps) {
  const { words } = useWords()
  return (
    <button
      ref={buttonRef}
      type="button"
      className="launcher"
      aria-label={open ? words.closeChat : words.openChat}
      aria-expanded={open}
      aria-haspopup="dialog"
      onClick={onToggle}
      onPointerEnter={onIntent}
      onFocus={onIntent}
    >
      {launcherIcons.map(path => (
        <svg key={path} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
          <path d={path} />
        </svg>
      ))}
    </button>
  )
}
