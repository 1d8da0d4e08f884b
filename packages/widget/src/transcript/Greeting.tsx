import { useWords } from '../i18n/useWords.ts'
import { Icon } from '../theme/Icon.tsx'
import { readTexts } from './readTexts.ts'

export interface GreetingProps {
  greeting?: string
  suggestions?: readonly string[]
  onSuggestion?: (suggestion: string) => void
}

/** What an empty conversation shows: a greeting, and questions to begin with. */
export function Greeting({ greeting, suggestions, onSuggestion }: GreetingProps) {
  const { words } = useWords()
  const questions = readTexts(suggestions) ?? []
  return (
    <div className="greeting">
      <span className="greeting-mark" aria-hidden="true">
        <Icon name="spark" size={22} />
      </span>
      <h2 dir="auto">{greeting ?? words.greeting}</h2>
      {questions.length > 0 && (
        <ul className="suggestions">
          {questions.map(suggestion => (
            <li key={suggestion}>
              <button type="button" className="suggestion" dir="auto" onClick={() => onSuggestion?.(suggestion)}>
                <span>{suggestion}</span>
                <Icon name="arrow" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
