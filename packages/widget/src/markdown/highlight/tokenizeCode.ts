import { grammars } from './grammars.ts'

export type CodeKind = 'comment' | 'keyword' | 'string' | 'number' | 'name' | 'type' | 'inserted' | 'deleted'

/** What a rule finds: a kind, a word that is looked up, or code that another grammar takes apart. */
export type Rule = readonly [finds: CodeKind | 'word' | 'script' | 'style' | 'tag', source: string]

export interface Grammar {
  rules: readonly Rule[]
  keywords: ReadonlySet<string>
  ignoreCase?: boolean
  /** A word with a capital is a type. */
  types?: boolean
  /** A word before a parenthesis is a function. */
  calls?: boolean
  /** A word or a string before this is a key. */
  keys?: ':' | '='
}

export interface CodeToken {
  kind: CodeKind | null
  text: string
}

const expressions = new WeakMap<Grammar, RegExp>()
/** Tokens that are drawn; what follows them stays plain. */
const most = 3_000

/** Takes code apart for colouring. Joined, the tokens are the code again. Never throws. */
export function tokenizeCode(text: string, language: string): CodeToken[] {
  const tokens: CodeToken[] = []
  collect(text, language.toLowerCase(), tokens)
  return tokens
}

function collect(text: string, language: string, tokens: CodeToken[]): void {
  const grammar = grammars.get(language)
  let end = 0
  if (grammar) {
    for (const match of text.matchAll(expressionOf(grammar))) {
      if (tokens.length > most) break
      const found = grammar.rules[match.findIndex((group, index) => index > 0 && group !== undefined) - 1]![0]
      const [part] = match
      const kind = kindOf(found, part, text, match.index + part.length, grammar)
      if (kind === null) continue
      if (match.index > end) tokens.push({ kind: null, text: text.slice(end, match.index) })
      if (kind === 'script' || kind === 'style' || kind === 'tag') collect(part, kind, tokens)
      else tokens.push({ kind, text: part })
      end = match.index + part.length
    }
  }
  if (end < text.length) tokens.push({ kind: null, text: text.slice(end) })
}

function kindOf(found: Rule[0], part: string, text: string, end: number, grammar: Grammar) {
  if (found !== 'word' && found !== 'string') return found
  const isKey = grammar.keys !== undefined && nextAfter(text, end) === grammar.keys
  if (found === 'string') return isKey ? 'name' : found
  if (grammar.keywords.has(grammar.ignoreCase ? part.toLowerCase() : part)) return 'keyword'
  if (isKey) return 'name'
  if (grammar.types && /^[A-Z]/.test(part)) return 'type'
  return grammar.calls && text[end] === '(' ? 'name' : null
}

function nextAfter(text: string, end: number): string | undefined {
  let index = end
  while (index < end + 3 && text[index] === ' ') index += 1
  return text[index]
}

function expressionOf(grammar: Grammar): RegExp {
  let expression = expressions.get(grammar)
  if (!expression) {
    expression = new RegExp(grammar.rules.map(([, source]) => `(${source})`).join('|'), 'g')
    expressions.set(grammar, expression)
  }
  return expression
}
