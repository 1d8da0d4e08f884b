import type { ReplyEvent } from '@parley/protocol'

/** More that must go: every match becomes `[redacted]`. Give patterns the flag `g`. */
export type Redaction = readonly RegExp[]

const patterns: readonly [replacement: string, pattern: RegExp][] = [
  ['[token]', /\b(?:(?:cst|vt|sk|pk|rk|gh[ops]|xox[abp])[_-][\w-]{6,}|AKIA[0-9A-Z]{12,})/g],
  ['[token]', /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]{3,}/g],
  ['[token]', /(?<=\bBearer\s)[\w.~+/=-]{8,}/gi],
  ['[token]', /(?<=[?&](?:token|key|api_key|access_token|auth|sig|signature|x-amz-signature|code)=)[^&#\s"')\]]+/gi],
  ['[email]', /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu],
]

/** UUIDs, and what Parley, OpenAI, Gram and the AI SDK call things; with a digit or a capital, as no word has. */
const ids =
  /\b(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?:msg|cnv|cs|run|v|req|call|toolu|chatcmpl|resp|chat|conv)[_-](?=[\w-]*[\dA-Z])[\w-]{8,})/g

type Match = { from: number; to: number; replacement: string }
type NameOf = (id: string) => string

function findMatches(text: string, extra: Redaction, nameOf: NameOf): Match[] {
  const found: Match[] = []
  const take = (pattern: RegExp, replacement: (match: string) => string) => {
    for (const match of text.matchAll(pattern)) {
      const [from, to] = [match.index, match.index + match[0].length]
      if (to > from && !found.some(other => from < other.to && other.from < to))
        found.push({ from, to, replacement: replacement(match[0]) })
    }
  }
  for (const pattern of extra) take(pattern, () => '[redacted]')
  for (const [replacement, pattern] of patterns) take(pattern, () => replacement)
  take(ids, nameOf)
  return found.sort((a, b) => a.from - b.from)
}

function replace(text: string, matches: Match[]): string {
  let [out, at] = ['', 0]
  for (const { from, to, replacement } of matches) {
    out += text.slice(at, from) + replacement
    at = to
  }
  return out + text.slice(at)
}

/** The same id gets the same name, so that what belonged together still does. */
function createNames(): NameOf {
  const names = new Map<string, string>()
  return id => {
    const name = names.get(id) ?? `id-${names.size + 1}`
    names.set(id, name)
    return name
  }
}

/** A text without tokens, ids and e-mail addresses, and without what `extra` matches. */
export const redactText = (text: string, extra: Redaction = []): string =>
  replace(text, findMatches(text, extra, createNames()))

/** Events without tokens, ids and e-mail addresses, also where one is spread over several deltas. */
export function redactEvents(events: readonly ReplyEvent[], extra: Redaction = []): ReplyEvent[] {
  const nameOf = createNames()
  const redacted = events.map(event => walk(event) as ReplyEvent)
  for (const indexes of streamsOf(events)) {
    const pieces = redactPieces(indexes.map(index => deltaOf(events[index]!)!.text))
    for (const [at, index] of indexes.entries())
      Object.assign(redacted[index]!, { [deltaOf(events[index]!)!.key]: pieces[at] })
  }
  return redacted

  function walk(value: unknown): unknown {
    if (typeof value === 'string') return replace(value, findMatches(value, extra, nameOf))
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [walk(key), walk(member)]))
  }

  /** What is found in the whole is replaced in the piece that it begins in, and is gone from the others. */
  function redactPieces(pieces: readonly string[]): string[] {
    const matches = findMatches(pieces.join(''), extra, nameOf)
    let start = 0
    return pieces.map(piece => {
      const end = start + piece.length
      const inside = matches
        .filter(({ from, to }) => from < end && to > start)
        .map(({ from, to, replacement }) => ({
          from: Math.max(from, start) - start,
          to: Math.min(to, end) - start,
          replacement: from >= start ? replacement : '',
        }))
      start = end
      return replace(piece, inside)
    })
  }
}

/** Indexes of the events that together are one text. */
function streamsOf(events: readonly ReplyEvent[]): number[][] {
  const streams = new Map<string, number[]>()
  for (const [index, event] of events.entries()) {
    const delta = deltaOf(event)
    if (delta) streams.set(delta.stream, [...(streams.get(delta.stream) ?? []), index])
  }
  return [...streams.values()]
}

function deltaOf(event: ReplyEvent): { stream: string; key: 'delta' | 'inputTextDelta'; text: string } | null {
  if ('delta' in event && typeof event.delta === 'string')
    return { stream: `${event.type}:${'id' in event ? event.id : ''}`, key: 'delta', text: event.delta }
  if ('inputTextDelta' in event && typeof event.inputTextDelta === 'string')
    return { stream: `${event.type}:${event.toolCallId}`, key: 'inputTextDelta', text: event.inputTextDelta }
  return null
}
