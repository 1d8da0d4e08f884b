const limits = {
  /** Nested quotes and lists. The parser calls itself for each and reads the text again. */
  depth: 16,
  /** Runs of `*`, `_` and `~` that are no simple emphasis: each is matched against all others. */
  delimiters: 80,
  /** The same, in the whole message. */
  allDelimiters: 1_500,
  /** Items of lists in one message. */
  items: 1_500,
  /** Lines after the first of a list's items, without an empty line: the parser reads all of them again for each. */
  itemLines: 500,
  /** A word with an `@` or a `:`: every position is tried as the start of an address. */
  address: 400,
  /** A word without a space. */
  word: 8_000,
  /** Cells of all tables: a row has as many as the head, however short its line. */
  cells: 10_000,
  /** A paragraph, list or table without an empty line. */
  size: 24_000,
}

const container = /^\s*(?:>|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$))\s?/
/** What makes a table of the line before it and those after it, also in a quote or a list. */
const tableRule = /^[\s>+*\d.):|-]*$/
/** Closed to the parser too: the closer follows a word, or stands before none; it is not escaped, nor in an address. */
const simpleEmphasis =
  /(?<!\*)(\*{1,3})(?!\s)(?:\\[^*\n]|\]\((?=[^)*\n]*\))|\](?!\()|[^*\n\\\]])+(?:(?<![\s\p{P}\p{S}])\1(?!\*)|(?<!\s)\1(?![*\p{L}\p{N}]))/gu
const delimiterRun = /\*+|~+|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])/g

/**
 * Tells paragraphs that would cost the parser far more than their length: they are shown as plain text instead.
 * Keeps the depth of lists across paragraphs, because an empty line does not end a list.
 */
export function createGuard(): { isHostile(paragraph: string): boolean } {
  let indents: number[] = []
  let items = 0
  let delimiters = 0
  let cells = 0

  function isDeep(line: string): boolean {
    const indent = line.length - line.trimStart().length
    if (indent === 0) indents = []
    let rest = line
    let depth = 0
    for (let match = container.exec(rest); match; match = container.exec(rest)) {
      depth += 1
      if (depth > limits.depth) return true
      rest = rest.slice(match[0].length)
    }
    if (depth === 0) return false
    items += 1
    if (items > limits.items) return true
    while (indents.length > 0 && indents.at(-1)! >= indent) indents.pop()
    indents.push(indent)
    return indents.length + depth - 1 > limits.depth
  }

  return {
    isHostile(paragraph) {
      if (paragraph.length > limits.size) return true
      let deep = false
      let inList = false
      let itemLines = 0
      let columns = 0
      const lines = paragraph.split('\n')
      // No early exit: the indents of the whole paragraph have to be seen.
      for (const line of lines) {
        if (line.trim() === '') continue
        if (isDeep(line)) deep = true
        if (container.test(line)) inList = true
        else if (inList) itemLines += 1
        if (line.includes('|') && tableRule.test(line)) columns = Math.max(columns, line.split('|').length)
      }
      cells += columns * lines.length
      const found = countDelimiters(paragraph)
      delimiters += found
      const many = found > limits.delimiters || delimiters > limits.allDelimiters
      return (
        deep ||
        many ||
        cells > limits.cells ||
        itemLines > limits.itemLines ||
        longRun.test(paragraph) ||
        hasLongWord(paragraph)
      )
    },
  }
}

const longRun = /([*_~[\]`<>!()\\])\1{64}/

/** Runs of delimiters that are no simple emphasis. */
function countDelimiters(paragraph: string): number {
  if (!/[*_~]/.test(paragraph)) return 0
  return paragraph.replace(simpleEmphasis, withoutStars).match(delimiterRun)?.length ?? 0
}

/** Underscores inside are matched with others outside, unless they are emphasis of their own. */
const withoutStars = (emphasis: string): string => emphasis.replaceAll('*', ' ').replace(/(?<!\w)_[^_]+_(?!\w)/g, ' ')

const hasLongWord = (paragraph: string): boolean =>
  paragraph
    .split(/\s+/)
    .some(word => word.length > limits.word || (word.length > limits.address && /[@:]|www\./i.test(word)))
