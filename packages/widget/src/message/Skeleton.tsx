import { useWords } from '../i18n/useWords.ts'

/** Stands for messages that are being loaded; visible only when that takes a moment. */
export function Skeleton() {
  const { words } = useWords()
  return (
    <div className="skeleton" role="status" aria-label={words.loading}>
      <i />
      <i />
      <i />
      <i />
    </div>
  )
}
