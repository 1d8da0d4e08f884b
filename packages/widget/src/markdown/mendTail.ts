/**
 * What the unfinished end of a stream is shown as, so that nothing flickers: markers that have no content yet are
 * held back, emphasis and code that are open are closed, half a link shows its label only.
 */
export function mendTail(tail: string): string {
  const lineStart = tail.lastIndexOf('\n') + 1
  const line = tail.slice(lineStart)
  if (line.length > 2_000) return tail
  if (/^ {0,3}(?:\$\$|\\\[)/.test(tail)) return tail
  if (isInFence(tail)) return /^ {0,3}[`~]{1,}$/.test(line) ? tail.slice(0, lineStart) : tail
  // A marker that may still become a list, a heading, a quote, a rule, a fence, a table or a setext underline.
  if (/^\s*(?:[-+*=_#>|`~$]+|\\?\[|\d{1,9}[.)]?|[-+*] \[[ x]?\]?)\s*$/i.test(line) || /^\s*\|?[\s:|-]+$/.test(line)) {
    if (line.trim() !== '') return tail.slice(0, lineStart)
  }
  return tail.slice(0, lineStart) + mendLine(line)
}

const isInFence = (tail: string): boolean => {
  const match = /^ ?(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})/.exec(tail)
  return match !== null && tail.includes('\n')
}

function mendLine(line: string): string {
  let text = line.replace(/\\$/, '')
  if (countOf(text, '`') % 2 === 1) {
    const open = text.lastIndexOf('`')
    return open === text.length - 1
      ? mendLine(text.slice(0, open))
      : `${mendEmphasis(mendLink(text.slice(0, open)))}${text.slice(open)}\``
  }
  text = mendLink(text)
  return mendEmphasis(text)
}

/** `[label](http://exa` shows `label`; an image holds nothing back but itself; `<http://exa` waits for its end. */
function mendLink(text: string): string {
  const open = text.lastIndexOf('[')
  if (open >= 0 && !/\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\]|[^([])/.test(text.slice(open))) {
    const rest = text.slice(open)
    const isTask = /^\s*[-+*] $/.test(text.slice(0, open))
    if (!isTask && open > 0 && text[open - 1] === '!') return text.slice(0, open - 1)
    const label = /^\[([^\]]*)(?:\](?:\([^)]*|\[[^\]]*)?)?$/.exec(rest)
    if (!isTask && label) return text.slice(0, open) + label[1]
  }
  return text.replace(/(?:!|<[a-z][a-z0-9+.-]*:?[^\s>]*)$/i, match => (match === '!' ? match : ''))
}

/** Closes open emphasis; a run of delimiters at the very end is held back. */
function mendEmphasis(line: string): string {
  const text = line.replace(/(^|[\s(])([*_~]{1,3})$/, '$1')
  let closing = ''
  for (const marker of ['~~', '**', '__']) {
    if (countOf(stripCode(text), marker) % 2 === 1) closing = marker + closing
  }
  const single = stripCode(text)
    .replaceAll('**', '')
    .replace(/^\s*[*+-]\s/, '')
  if (/(^|[\s(])\*[^\s*][^*]*$/.test(single)) closing = `*${closing}`
  if (!closing) return text
  // `**bold*` is one character short of its end.
  const body = text.replace(/[*_~]+$/, '')
  return /[\s*_~]$/.test(body) ? body.trimEnd() + closing : body + closing
}

const stripCode = (text: string): string => text.replace(/`[^`]*`/g, '')
const countOf = (text: string, needle: string): number => text.split(needle).length - 1
