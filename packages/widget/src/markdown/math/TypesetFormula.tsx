import { createElement, useLayoutEffect, useMemo, useRef, type ReactNode } from 'react'
import { adoptStylesFor } from '../../theme/adoptStyles.ts'
import { mathStyles } from './mathStyles.ts'
import { typeset, type MathNode } from './typeset.ts'

export interface TypesetFormulaProps {
  source: string
  display: boolean
  /** Shown when it cannot be typeset. */
  plain: ReactNode
}

/** A formula as MathML, which screen readers read as one, in a font that the system has. */
export function TypesetFormula({ source, display, plain }: TypesetFormulaProps) {
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => adoptStylesFor(box.current, mathStyles), [])
  const tree = useMemo(() => typeset(source, display), [source, display])
  return tree === null ? plain : <bdi ref={box}>{draw(tree)}</bdi>
}

/** Elements, never markup: a page may demand trusted types. */
function draw(node: MathNode): ReactNode {
  if (typeof node === 'string') return node
  const { name, attributes, style, children } = node
  const { class: className, ...rest } = attributes
  // By hand: without MathML its elements have no style, and React would fail.
  const ref = (element: MathMLElement | null) => void (element?.style && Object.assign(element.style, style))
  const props = { ...rest, ...(className && { className }), ...(Object.keys(style).length > 0 && { ref }) }
  return createElement(name, props, ...children.map(draw))
}
