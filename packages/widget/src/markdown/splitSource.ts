import { createGuard } from './createGuard.ts'
import { createFormulaReader } from './math/createFormulaReader.ts'

/** A stretch of a message: Markdown for the parser, a fenced code block, a formula, or text that the guard refused. */
export type Segment =
  | { kind: 'markdown'; raw: string }
  | { kind: 'code'; raw: string; language: string; text: string; closed: boolean }
  | { kind: 'math'; raw: string; text: string; closed: boolean }
  | { kind: 'plain'; raw: string }

const opening = /^ ?(`{3,}(?=[^`]*$)|~{3,})\s*(\S*)/

/**
 * Cuts a message into segments in one linear pass. Fences outside lists and quotes are cut here rather than by the
 * parser: code costs nothing to parse that way, and the guard and the parser cannot disagree about where code ends.
 */
export function splitSource(source: string, streaming = false): Segment[] {
  const segments: Segment[] = []
  const guard = createGuard()
  const formulas = createFormulaReader()
  let fence: { marker: string; language: string; indented: boolean; raw: string; text: string } | null = null
  let paragraph = ''

  const push = (kind: 'markdown' | 'plain', raw: string) => {
    const last = segments.at(-1)
    // Empty lines go with what is before them: a refused list would else become thousands of segments.
    const isText = last?.kind === 'markdown' || last?.kind === 'plain'
    if (isText && (last.kind === kind || raw.trim() === '')) last.raw += raw
    else segments.push({ kind, raw })
  }
  const endParagraph = () => {
    if (paragraph) push(guard.isHostile(paragraph) ? 'plain' : 'markdown', paragraph)
    paragraph = ''
  }

  for (const line of linesOf(source)) {
    const content = line.endsWith('\n') ? line.slice(0, -1) : line
    if (fence) {
      fence.raw += line
      if (isClosing(content, fence.marker)) {
        segments.push({ kind: 'code', raw: fence.raw, language: fence.language, text: fence.text, closed: true })
        fence = null
      } else fence.text += fence.indented ? line.replace(/^ /, '') : line
      continue
    }
    const formula = formulas.read(line)
    if (formula === 'open') continue
    if (formula) {
      endParagraph()
      segments.push({ kind: 'math', ...formula, closed: true })
      continue
    }
    paragraph += formulas.give()
    const match = opening.exec(content)
    if (match) {
      endParagraph()
      fence = { marker: match[1]!, language: match[2]!, indented: content.startsWith(' '), raw: line, text: '' }
      continue
    }
    paragraph += line
    if (content.trim() === '') endParagraph()
  }
  const open = formulas.give()
  if (!streaming) paragraph += open
  endParagraph()
  if (open && streaming) segments.push({ kind: 'math', raw: open, text: open, closed: false })
  if (fence) segments.push({ kind: 'code', raw: fence.raw, language: fence.language, text: fence.text, closed: false })
  return segments
}

function isClosing(line: string, marker: string): boolean {
  const text = line.trim()
  return text.length >= marker.length && line.length - line.trimStart().length < 4 && isRunOf(text, marker[0]!)
}

function isRunOf(text: string, character: string): boolean {
  for (const other of text) if (other !== character) return false
  return true
}

function* linesOf(source: string): Generator<string> {
  let start = 0
  while (start < source.length) {
    const end = source.indexOf('\n', start)
    const next = end < 0 ? source.length : end + 1
    yield source.slice(start, next)
    start = next
  }
}
