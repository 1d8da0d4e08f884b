import { Lexer, type Links, type Token } from 'marked'
import { formulaExtension } from './math/formulaExtension.ts'
import { splitSource, type Segment } from './splitSource.ts'

/** One block of a message. `raw` is its source and its identity: a block with the same `raw` is not drawn again. */
export type Block =
  | { kind: 'markdown'; raw: string; token: Token; references: string }
  | { kind: 'code'; raw: string; language: string; text: string }
  | { kind: 'math'; raw: string; text: string; closed: boolean }
  | { kind: 'plain'; raw: string }

export interface Parsed {
  blocks: Block[]
  /** Where each block starts in the source. */
  starts: number[]
  links: Links
}

/** Parses a message, or what follows the finished blocks of one: then with the link definitions found before. */
export function parseBlocks(source: string, knownLinks: Links = {}, streaming = false): Parsed {
  const lexer = new Lexer({ gfm: true, extensions: formulaExtension(source) })
  Object.assign(lexer.tokens.links, knownLinks)
  const segments = splitSource(source, streaming)
  const parsed = segments.map(segment => (segment.kind === 'markdown' ? blockTokens(lexer, segment.raw) : null))
  const inline = inlineTokens(lexer)
  const references = Object.keys(lexer.tokens.links).join('\n')
  const result: Parsed = { blocks: [], starts: [], links: lexer.tokens.links }
  let offset = 0

  segments.forEach((segment, index) => {
    const tokens = parsed[index]
    let start = offset
    for (const token of (inline && tokens) || [null]) {
      const raw = token?.raw ?? segment.raw
      if (token?.type !== 'space') {
        result.blocks.push(token ? markdownBlock(token, references) : segmentBlock(segment))
        result.starts.push(start)
      }
      start += raw.length
    }
    offset += segment.raw.length
  })
  return result
}

/** Null when the parser gives up: its segment is then shown as plain text. */
function blockTokens(lexer: Lexer, source: string): Token[] | null {
  try {
    const tokens = lexer.blockTokens(source, [])
    return tokens.length > 0 ? tokens : null
  } catch {
    return null
  }
}

function inlineTokens(lexer: Lexer): boolean {
  try {
    for (const next of lexer.inlineQueue) lexer.inlineTokens(next.src, next.tokens)
    return true
  } catch {
    return false
  }
}

const markdownBlock = (token: Token, references: string): Block => ({
  kind: 'markdown',
  raw: token.raw,
  token,
  references: references && token.raw.includes('[') ? references : '',
})

function segmentBlock(segment: Segment): Block {
  if (segment.kind === 'math') return segment
  if (segment.kind !== 'code') return { kind: 'plain', raw: segment.raw }
  const text = segment.text.endsWith('\n') ? segment.text.slice(0, -1) : segment.text
  return { kind: 'code', raw: segment.raw, language: segment.language, text }
}
