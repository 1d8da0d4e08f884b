import { memo, useState } from 'react'
import { drawBlock, drawCode } from './BlockTokens.tsx'
import { createStreamParser } from './createStreamParser.ts'
import { headingLevels } from './headingLevels.ts'
import { Formula } from './math/Formula.tsx'
import { createFormulaBudget, FormulaBudget } from './math/FormulaBudget.ts'
import type { Block } from './parseBlocks.ts'

export interface MarkdownProps {
  text: string
  /** The text still grows: finished blocks are kept, open syntax at its end is mended. */
  streaming?: boolean
  /** Origins whose images may load; all others become links. */
  imageOrigins?: readonly string[]
}

const noOrigins: readonly string[] = []

/** Draws untrusted Markdown as React nodes: no raw HTML, no ids, and nothing that loads unless its origin is listed. */
export function Markdown({ text, streaming = false, imageOrigins = noOrigins }: MarkdownProps) {
  const [parser] = useState(createStreamParser)
  const [budget] = useState(createFormulaBudget)
  const blocks = parser.read(text, streaming)
  const levels = headingLevels(blocks)
  return (
    <FormulaBudget.Provider value={budget}>
      <div className="markdown" data-streaming={streaming || undefined}>
        {blocks.map((block, index) => (
          <MarkdownBlock
            key={index}
            block={block}
            level={levels[index]}
            imageOrigins={imageOrigins}
            finished={!streaming || index < blocks.length - 1}
          />
        ))}
      </div>
    </FormulaBudget.Provider>
  )
}

interface MarkdownBlockProps {
  block: Block
  level: number | undefined
  imageOrigins: readonly string[]
  finished: boolean
}

const MarkdownBlock = memo(
  function MarkdownBlock({ block, level, imageOrigins, finished }: MarkdownBlockProps) {
    if (block.kind === 'markdown') return drawBlock(block.token, { imageOrigins, finished, dir: 'auto' }, level)
    if (block.kind === 'code') return drawCode(block.text, block.language, finished)
    if (block.kind === 'math')
      return <Formula source={block.text} display raw={block.raw.trim()} finished={finished && block.closed} />
    return (
      <p className="plain" dir="auto">
        {block.raw}
      </p>
    )
  },
  (before, after) =>
    before.imageOrigins === after.imageOrigins &&
    before.level === after.level &&
    (before.finished === after.finished || !changesAtItsEnd(before.block)) &&
    before.block.kind === after.block.kind &&
    before.block.raw === after.block.raw &&
    referencesOf(before.block) === referencesOf(after.block),
)

/** Holds code or a formula; all other blocks look the same when they are finished. */
const changesAtItsEnd = ({ raw }: Block): boolean => /[$`~]|\\[([]/.test(raw)

const referencesOf = (block: Block): string => (block.kind === 'markdown' ? block.references : '')
