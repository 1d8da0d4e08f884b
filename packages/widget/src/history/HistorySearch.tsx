import type { KeyboardEvent } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { takeKey } from '../message/takeKey.ts'
import { Icon } from '../theme/Icon.tsx'
import { searchIcon } from './historyIcons.ts'

/** Finds conversations by their titles; Escape empties it. */
export function HistorySearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { words } = useWords()
  const handleKeyDown = (event: KeyboardEvent) => {
    if (value && takeKey(event, 'Escape')) onChange('')
  }
  return (
    <div className="history-search">
      <Icon name={searchIcon} size={17} />
      <input
        type="search"
        className="field"
        maxLength={200}
        dir={value ? 'auto' : undefined}
        enterKeyHint="search"
        autoComplete="off"
        aria-label={words.searchConversations}
        placeholder={words.searchConversations}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
        onKeyDown={handleKeyDown}
      />
    </div>
  )
}
