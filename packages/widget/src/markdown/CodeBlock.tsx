import { useWords } from '../i18n/useWords.ts'
import { CopyButton } from '../theme/CopyButton.tsx'
import { isHighlightable } from './highlight/highlightable.ts'
import { LazyHighlight } from './highlight/LazyHighlight.tsx'

interface CodeBlockProps {
  text: string
  language: string
  /** Nothing more will come: its colours will not change with the next word. */
  finished: boolean
}

/** A block of code: always left to right, with its language and a button that copies it. */
export function CodeBlock({ text, language, finished }: CodeBlockProps) {
  const { words } = useWords()
  const name = language.replace(/[^\w+#.-]/g, '').slice(0, 24) || words.code
  return (
    <figure className="code" dir="ltr" translate="no">
      <figcaption>
        <span>{name}</span>
        <CopyButton text={text} label={words.copy} doneLabel={words.copied} />
      </figcaption>
      {/* Focusable, so that long lines can be scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre role="group" aria-label={name} tabIndex={0}>
        <code>
          {finished && isHighlightable(text, language) ? (
            <LazyHighlight text={text} language={language} fallback={text} />
          ) : (
            text
          )}
        </code>
      </pre>
    </figure>
  )
}
