import { useWords } from '../i18n/useWords.ts'

/** Shown from the send until the first word. */
export function TypingIndicator() {
  const { words } = useWords()
  return (
    <div className="typing" role="img" aria-label={words.writing}>
      <i />
      <i />
      <i />
    </div>
  )
}
