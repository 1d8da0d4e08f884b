export interface Formula {
  /** With its delimiters. */
  raw: string
  source: string
  display: boolean
}

// Each reads no further than the next of its own delimiters: every formula that never ends costs only its own length.
const display = /^\$\$((?:\\[^]|[^\\$]){1,2000})\$\$/
// As pandoc has it: no space inside the dollars and no digit behind, so that prices are prices.
const inline = /^\$(?![\s$])((?:\\[^]|[^\\$\n]|\n(?!\s*\n)){1,1000})(?<!\s)\$(?![\w$])/
const bracketed = /^\\([([])((?:[^\\]|\\[^()[\]]){1,2000})\\([)\]])/

/** The formula at the beginning of a text: `$…$`, `$$…$$`, `\(…\)` or `\[…\]`. */
export function findFormula(text: string): Formula | null {
  const dollars = display.exec(text) ?? inline.exec(text)
  if (dollars) return { raw: dollars[0], source: dollars[1]!, display: text.startsWith('$$') }
  const match = bracketed.exec(text)
  // Escaped brackets around no letter and no digit are escaped brackets.
  if (!match || !/[\p{L}\p{N}]/u.test(match[2]!)) return null
  const [raw, open, source = '', close] = match
  return `${open}${close}` === '()' || `${open}${close}` === '[]' ? { raw, source, display: open === '[' } : null
}
