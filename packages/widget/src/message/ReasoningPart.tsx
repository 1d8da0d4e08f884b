import { useWords } from '../i18n/useWords.ts'
import { Icon } from '../theme/Icon.tsx'

/** What the model thought before it answered, collapsed. */
export function ReasoningPart({ text, streaming }: { text: string; streaming: boolean }) {
  const { words } = useWords()
  if (!text && !streaming) return null
  return (
    <details className="disclosure" data-active={streaming || undefined}>
      <summary>
        <span>{streaming ? words.thinking : words.reasoning}</span>
        <Icon name="chevron" size={16} />
      </summary>
      <div className="disclosure-body" dir="auto">
        {text}
      </div>
    </details>
  )
}
