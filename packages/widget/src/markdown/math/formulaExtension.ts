import type { MarkedOptions } from 'marked'
import { findFormula } from './findFormula.ts'

/** The parser's part for formulas in a line of text. Null when there can be none: the parser is faster without. */
export function formulaExtension(source: string): MarkedOptions['extensions'] {
  if (!source.includes('$') && !/\\[([]/.test(source)) return null
  return {
    renderers: {},
    childTokens: {},
    inline: [
      function tokenize(text, tokens) {
        const [first] = text
        if (first !== '$' && first !== '\\') return undefined
        // `US$5` is no formula.
        if (first === '$' && /[\p{L}\p{N}]$/u.test(tokens.at(-1)?.raw ?? '')) return undefined
        const formula = findFormula(text)
        return formula ? { type: 'math', ...formula } : undefined
      },
    ],
    // The parser stops at a backslash by itself.
    startInline: [text => text.indexOf('$')],
  }
}
