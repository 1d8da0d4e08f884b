import { useLayoutEffect, useMemo, useRef } from 'react'
import { adoptStylesFor } from '../../theme/adoptStyles.ts'
import { highlightStyles } from './highlightStyles.ts'
import { tokenizeCode } from './tokenizeCode.ts'

export interface HighlightedCodeProps {
  text: string
  language: string
}

/** Code in colours. The same text in the same places: nothing moves when it takes the place of plain code. */
export function HighlightedCode({ text, language }: HighlightedCodeProps) {
  const box = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => adoptStylesFor(box.current, highlightStyles), [])
  const tokens = useMemo(() => tokenizeCode(text, language), [text, language])
  return (
    <span ref={box} className="highlighted">
      {tokens.map(({ kind, text }, index) =>
        kind ? (
          <span key={index} data-code={kind}>
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </span>
  )
}
