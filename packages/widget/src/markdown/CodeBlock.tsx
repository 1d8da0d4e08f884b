import { useWords } from '../i18n/useWords.ts'
import { CopyButton } from '../theme/CopyButton.tsx'

/** A block of code: always left to right, with its language and a button that copies it. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
  const { words } = useWords()
  return (
    <figure className="code" dir="ltr">
      <figcaption>
        <span>{language.replace(/[^\w+#.-]/g, '').slice(0, 24) || words.code}</span>
        <CopyButton text={text} label={words.copy} doneLabel={words.copied} />
      </figcaption>
      {/* Focusable, so that long lines can be scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  )
}
