import type { Links } from 'marked'
import { mendTail } from './mendTail.ts'
import { parseBlocks, type Block } from './parseBlocks.ts'

export interface StreamParser {
  /** The blocks of the text so far. Each call costs as much as the blocks that are not finished, not the whole text. */
  read(text: string, streaming: boolean): Block[]
}

/** Keeps finished blocks of a growing text and parses only what follows them. */
export function createStreamParser(): StreamParser {
  let source = ''
  let frozen: Block[] = []
  let frozenLength = 0
  let links: Links = {}

  function reset() {
    frozen = []
    frozenLength = 0
    links = {}
  }

  return {
    read(text, streaming) {
      const next = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
      // The end is parsed as a whole: a late link definition reaches the blocks before it.
      if (!streaming || !next.startsWith(source)) reset()
      source = streaming ? next : ''
      if (!streaming) return parseBlocks(next).blocks

      const tail = next.slice(frozenLength)
      const { blocks, starts, links: found } = parseBlocks(mendTail(tail), links, true)
      const last = blocks.at(-1)
      const lastStart = starts.at(-1) ?? 0
      if (!last || lastStart === 0) return [...frozen, ...blocks]
      // Only the last line is mended, so all blocks before the last one hold their source unchanged.
      frozen = [...frozen, ...blocks.slice(0, -1)]
      frozenLength += lastStart
      links = found
      return [...frozen, last]
    },
  }
}
