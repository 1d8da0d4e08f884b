import { memo, useState } from 'react'
import { drawBlock } from './BlockTokens.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { createStreamParser } from './createStreamParser.ts'
import { headingLevels } from './headingLevels.ts'
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
  const blocks = parser.read(text, streaming)
  const levels = headingLevels(blocks)
  return (
    <div className="markdown" data-streaming={streaming || undefined}>
      {blocks.map((block, index) => (
        <MarkdownBlock key={index} block={block} level={levels[index]} imageOrigins={imageOrigins} />
      ))}
    </div>
  )
}

interface MarkdownBlockProps {
  block: Block
  level: number | undefined
  imageOrigins: readonly string[]
}

const MarkdownBlock = memo(
  function MarkdownBlock({ block, level, imageOrigins }: MarkdownBlockProps) {
    if (block.kind === 'markdown') return drawBlock(block.token, { imageOrigins }, level)
    if (block.kind === 'code') return <CodeBlock text={block.text} language={block.language} />
    return (
      <p className="plain" dir="auto">
        {block.raw}
      </p>
    )
  },
  (before, after) =>
    before.imageOrigins === after.imageOrigins &&
    before.level === after.level &&
    before.block.kind === after.block.kind &&
    before.block.raw === after.block.raw &&
    referencesOf(before.block) === referencesOf(after.block),
)

const referencesOf = (block: Block): string => (block.kind === 'markdown' ? block.references : '')
