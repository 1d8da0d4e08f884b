import type { Block } from './parseBlocks.ts'

/**
 * The HTML level of each block that is a heading: h3 and below, because the panel's title is h2, and without gaps, because
 * models start with any level. Depends on earlier headings only, so a streamed heading never changes.
 */
export function headingLevels(blocks: readonly Block[]): (number | undefined)[] {
  const open: number[] = []
  return blocks.map(block => {
    if (block.kind !== 'markdown' || block.token.type !== 'heading') return undefined
    const depth = Number(block.token.depth)
    while (open.length > 0 && open.at(-1)! >= depth) open.pop()
    open.push(depth)
    return Math.min(2 + open.length, 6)
  })
}
