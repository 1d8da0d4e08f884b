import type { ReactNode } from 'react'
import { useWords } from '../i18n/useWords.ts'

/** What a wide table is scrolled in: focusable, so that the keyboard can. */
export function TableBox({ children }: { children: ReactNode }) {
  const { words } = useWords()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table" role="group" aria-label={words.table} tabIndex={0}>
      {children}
    </div>
  )
}
