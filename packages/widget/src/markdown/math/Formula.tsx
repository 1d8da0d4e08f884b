import { useContext } from 'react'
import { useWords } from '../../i18n/useWords.ts'
import { FormulaBudget } from './FormulaBudget.ts'
import { LazyFormula } from './LazyFormula.tsx'

export interface FormulaProps {
  source: string
  /** On a line of its own. */
  display: boolean
  /** What stands there until the formula is finished and typeset, and for good when it cannot be. */
  raw: string
  finished: boolean
}

/** A formula. A long one in a line of text has a box of its own, which can be scrolled. */
export function Formula({ source, display, raw, finished }: FormulaProps) {
  const { words } = useWords()
  const budget = useContext(FormulaBudget)
  const plain = display ? <code className="math-source">{raw}</code> : raw
  const content =
    finished && budget.take(source) ? (
      <LazyFormula source={source} display={display} plain={plain} fallback={plain} />
    ) : (
      plain
    )
  if (!display && source.length <= 80) return content
  return (
    // Focusable, so that a wide formula can be scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <span className="math" dir="ltr" role="group" aria-label={words.formula} tabIndex={0}>
      {content}
    </span>
  )
}
