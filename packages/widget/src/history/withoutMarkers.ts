/**
 * The beginning of a message for one line: Markdown as it is read, not as it is written. The server has joined its lines,
 * so that nothing tells a marker at the start of one from the same sign elsewhere, but the spaces around it.
 */
export const withoutMarkers = (text: string): string =>
  text
    .slice(0, 160)
    .replace(/\[([^\]]*)\]\([^)]*\)?/g, '$1')
    .replace(/`{3,}\w*|[*`|]+|-{3,}|\${2}|(?<!\w)_+|_+(?!\w)|(?<!\S)(?:#{1,6}|>|\[[ x]\])(?=\s)/gi, '')
    .replace(/\s+/g, ' ')
    .trim()
