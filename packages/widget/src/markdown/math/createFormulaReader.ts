export interface FormulaReader {
  /** `open` while a formula goes on, the formula at its last line, null for a line that is no part of one. */
  read(line: string): 'open' | { raw: string; text: string } | null
  /** Lines that were taken for a formula that never ended; they are text. */
  give(): string
}

/** Longer ones are text: nobody reads such a formula, and typesetting it would take long. */
const longest = 2_000
const opening = /^ {0,3}(\$\$|\\\[)/
const ending = /^\s*$|^ {0,3}(?:```|~~~)/

/** Follows formulas that stand on lines of their own, between `$$` and `$$` or `\[` and `\]`. */
export function createFormulaReader(): FormulaReader {
  let raw = ''
  let close = ''
  return {
    read(line) {
      const match = raw === '' ? opening.exec(line) : null
      if (match) close = match[1] === '$$' ? '$$' : '\\]'
      else if (raw === '' || ending.test(line) || raw.length + line.length > longest) return null
      const rest = (match ? line.slice(match[0].length) : line).trimEnd()
      const at = rest.indexOf(close)
      if (at >= 0 && at < rest.length - 2) return null
      raw += line
      if (at < 0) return 'open'
      const text = raw.trim().slice(2, -2).trim()
      if (text === '') return null
      const formula = { raw, text }
      raw = ''
      return formula
    },
    give() {
      const taken = raw
      raw = ''
      return taken
    },
  }
}
