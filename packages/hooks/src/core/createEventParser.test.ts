import { createParser } from 'eventsource-parser'
import { describe, expect, test } from 'vitest'
import { createEventParser, type ServerSentEvent } from './createEventParser.ts'

function parse(pieces: readonly string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = []
  const feed = createEventParser(({ data, event, id }) =>
    events.push({ data, ...(event !== undefined && { event }), ...(id !== undefined && { id }) }),
  )
  for (const piece of pieces) feed(piece)
  return events
}

/** The same by the library that everybody uses; it holds a last carriage return back, hence the line feed. */
function parseWithLibrary(text: string): ServerSentEvent[] {
  const events: ServerSentEvent[] = []
  const parser = createParser({
    onEvent: ({ id, event, data }) =>
      events.push({ data, ...(event !== undefined && { event }), ...(id !== undefined && { id }) }),
  })
  parser.feed(text)
  if (text.endsWith('\r')) parser.feed('\n')
  return events
}

const streams: Record<string, string> = {
  plain: 'data: one\n\ndata: two\n\n',
  'ids and names': 'id: r.1\nevent: chunk\ndata: {"a":1}\n\nid: r.2\ndata: x\n\n',
  'data in several lines': 'data: one\ndata: two\ndata:three\ndata\n\n',
  'comments and unknown fields': ': heartbeat\n\n:\nretry: 10\nfoo: bar\ndata: x\nid\n\n',
  'colons and spaces': 'data:  two spaces\n\ndata:a: b:c\n\ndata\n\ndata:\n\n',
  'no blank line at the end': 'data: whole\n\nid: r.2\ndata: half\n',
  'line ends inside': 'data: a\u2028b\u0085c\n\n',
  'emoji and Arabic': 'data: 👩‍👩‍👧 مرحبا\n\n',
  empty: '',
  'blank lines': '\n\n\n\ndata: x\n\n\n',
}

describe('createEventParser', () => {
  for (const [name, stream] of Object.entries(streams)) {
    for (const [ending, line] of [
      ['LF', '\n'],
      ['CRLF', '\r\n'],
      ['CR', '\r'],
    ] as const) {
      const text = stream.replaceAll('\n', line)
      test(`${name}, ${ending}: as the library reads it, in every cut`, () => {
        const expected = parseWithLibrary(text)
        expect(parse([text])).toEqual(expected)
        expect(parse(Array.from(text))).toEqual(expected)
        for (let cut = 0; cut <= text.length; cut++)
          expect(parse([text.slice(0, cut), '', text.slice(cut)])).toEqual(expected)
      })
    }
  }

  test('mixed line ends', () => {
    expect(parse(['data: a\r', '\ndata: b\r\r', 'data: c\n\r\n'])).toEqual([{ data: 'a\nb' }, { data: 'c' }])
  })

  test('a megabyte in one line, in small pieces, is read in linear time', () => {
    const piece = 'x'.repeat(1_000)
    const pieces = ['data: ', ...Array.from({ length: 1_000 }, () => piece), '\n\n']
    expect(parse(pieces)[0]!.data).toHaveLength(1_000_000)
  })
})
