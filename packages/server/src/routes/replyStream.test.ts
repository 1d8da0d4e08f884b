import { expect, test } from 'vitest'
import { ORIGIN, readRest, readUntil, say, testServer } from '../testing/testServer.ts'

test('HEAD answers as GET does, and leaves no stream open', async () => {
  let opened = 0
  let open = 0
  let finish = () => {}
  const server = testServer({
    responder: async function* () {
      yield { type: 'text-delta', id: 't', delta: 'The whole time' }
      await new Promise<void>(resolve => (finish = resolve))
    },
    observer: { streamOpened: () => (opened++, open++), streamClosed: () => open-- },
  })
  const { clientToken: token } = await server.mint()
  const body = { message: say('How long?') }
  const reply = await server.send('/v1/conversations', { token, accept: 'text/event-stream', body })
  const { text, reader } = await readUntil(reply, so => so.includes('text-delta'))
  const { conversationId } = JSON.parse(/data: (.*)/.exec(text)![1]!) as { conversationId: string }
  const url = `http://parley.test/v1/conversations/${conversationId}/stream`
  const headers = { authorization: `Bearer ${token}`, origin: ORIGIN }
  for (let times = 0; times < 20; times++) {
    const head = await server.server.fetch(new Request(url, { method: 'HEAD', headers }))
    expect([head.status, head.headers.get('content-type'), head.body]).toEqual([200, 'text/event-stream', null])
  }
  expect([opened, open]).toEqual([21, 1])
  finish()
  await readRest(reader)
  expect(open).toBe(0)
})

test.each([
  ['text/event-stream', 'text/event-stream'],
  ['application/json, text/event-stream', 'text/event-stream'],
  ['Text/Event-Stream; q=0.5', 'text/event-stream'],
  ['application/json;q=1, text/event-stream;q=0', 'application/json'],
  ['text/event-stream;q=0.5, application/json;q=0.9', 'application/json'],
  ['text/event-stream; q=0', 'application/json'],
  ['*/*', 'application/json'],
])('who accepts %s gets %s', async (accept, type) => {
  const server = testServer()
  const { clientToken: token } = await server.mint()
  const body = { message: say('hello') }
  const answer = await server.send('/v1/conversations', { token, accept, body })
  expect(answer.headers.get('content-type')).toBe(type)
  await answer.text()
})
