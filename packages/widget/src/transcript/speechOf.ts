/** The beginning of an answer as it is spoken: Markdown without its signs, code by its name only. */
export const speechOf = (text: string, code: string): string =>
  text
    .slice(0, 2_000)
    .replace(/^ {0,3}(`{3,}|~{3,})[^]*?(?:^ {0,3}\1.*$|$(?![^]))/gm, `(${code})`)
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replaceAll('$$', '')
    .replace(/^(?: {0,3}>)+/gm, '')
    .replace(/^ *(?:#{1,6}|[-+*]|\|)[ \t]+(?:\[[ x]\] )?/gim, '')
    .replace(/^[\s|:=-]+$/gm, '')
    .replace(/[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}/g, match => (match === '_' ? '_' : ''))
    .replace(/\s*\|\s*/g, ', ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 600)
