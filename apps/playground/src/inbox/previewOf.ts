/** The beginning of a message in one line, without the signs of Markdown. */
export const previewOf = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)?/g, '$1')
    .replace(/`{3,}\w*|[*`|]+|-{3,}|(?<!\S)(?:#{1,6}|>)(?=\s)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
