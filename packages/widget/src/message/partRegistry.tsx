import type { Part } from '@parley/hooks'
import type { ReactNode } from 'react'
import { Markdown } from '../markdown/Markdown.tsx'
import { FilePart } from './FilePart.tsx'
import { ReasoningPart } from './ReasoningPart.tsx'
import { ToolPart } from './ToolPart.tsx'
import { UnknownPart } from './UnknownPart.tsx'

export interface PartContext {
  /** The part is the last one of a reply that is being written. */
  streaming: boolean
  imageOrigins?: readonly string[]
}

type Draw = (part: Part, context: PartContext) => ReactNode
type PartOf<Type extends Part['type']> = Extract<Part, { type: Type }>

const draw = <Type extends Part['type']>(drawPart: (part: PartOf<Type>, context: PartContext) => ReactNode): Draw =>
  drawPart as Draw

/** How each type of part is drawn. A new type is one line here. Sources are drawn together, below the parts. */
const registry: Record<string, Draw> = {
  text: draw<'text'>((part, context) => part.text && <Markdown text={part.text} {...context} />),
  reasoning: draw<'reasoning'>((part, { streaming }) => <ReasoningPart text={part.text} streaming={streaming} />),
  file: draw<'file'>((part, { imageOrigins }) => <FilePart part={part} imageOrigins={imageOrigins} />),
  tool: draw<`tool-${string}`>(part => <ToolPart part={part} />),
  'source-url': () => null,
  'source-document': () => null,
}

/** Draws one part; a part of an unknown type says that it cannot be shown. */
export function drawPart(part: Part, context: PartContext): ReactNode {
  const type = part.type.startsWith('tool-') ? 'tool' : part.type
  const known = Object.hasOwn(registry, type) ? registry[type] : undefined
  return known ? known(part, context) : <UnknownPart part={part} />
}
