export interface ServerSentEvent {
  event?: string | undefined
  data: string
  /** Of this event alone: one without an `id:` does not inherit the last one's. */
  id?: string | undefined
}

/**
 * Server-sent events by the WHATWG rules, from text in any pieces: LF, CRLF and bare CR, comments, several data lines.
 * An event without its blank line is never handed out.
 */
export function createEventParser(onEvent: (event: ServerSentEvent) => void): (text: string) => void {
  let unfinished = ''
  let endedInCarriageReturn = false
  let data: string | undefined
  let event: string | undefined
  let id: string | undefined

  function readLine(line: string): void {
    if (line === '') {
      if (data !== undefined) onEvent({ data, event, id })
      data = event = id = undefined
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return // a comment
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (name === 'data') data = data === undefined ? value : `${data}\n${value}`
    else if (name === 'event') event = value
    else if (name === 'id' && !value.includes('\0')) id = value
  }

  return text => {
    // The second half of a CRLF that was cut in two.
    const rest = endedInCarriageReturn && text[0] === '\n' ? text.slice(1) : text
    if (text !== '') endedInCarriageReturn = text.endsWith('\r')
    const lines = (rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest).split('\n')
    const last = lines.length - 1
    // Only the new text is searched: a long line in many pieces costs its length, not its square.
    for (let index = 0; index < last; index++) {
      readLine(index === 0 ? unfinished + lines[0]! : lines[index]!)
      unfinished = ''
    }
    unfinished += lines[last]!
  }
}
