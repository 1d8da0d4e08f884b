import { readdirSync, readFileSync } from 'node:fs'
import type { ReplyEvent } from '@parley/protocol'
import { expect, test } from 'vitest'
import { scriptedResponder } from '../src/index.ts'
import { messagesOf, say, testServer, readStream } from '../src/testing/testServer.ts'

// Recorded failures of other kits as answers of the responder: each event of ours is checked against the contract, and
// the stream ends as it must. That the message is the reducer's is tested where the cassettes are: packages/hooks.

const folder = new URL('../../hooks/cassettes/', import.meta.url)
const files = readdirSync(folder)

interface Recorded {
  events: { times?: number; event: ReplyEvent }[]
}

test.each(files)('%s is a reply that keeps the contract, resumed or not', async file => {
  const { events } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recorded
  const given = events.flatMap(({ times = 1, event }) => Array<ReplyEvent>(times).fill(event))
  const server = testServer({ responder: scriptedResponder(given) })
  const { clientToken: token } = await server.mint()
  const response = await server.send('/v1/conversations', {
    token,
    accept: 'text/event-stream',
    body: { message: say('Play') },
  })
  const streamed = await readStream(response)
  const terminal = streamed.filter(({ event }) => event && ['finish', 'error', 'abort'].includes(event.type))
  expect(terminal).toHaveLength(1)
  expect(streamed.slice(-2)).toEqual([terminal[0], { data: '[DONE]' }])

  const { conversationId } = streamed[0]!.event as Extract<ReplyEvent, { type: 'start' }>
  const path = `/v1/conversations/${conversationId}`
  const [, stored] = await messagesOf(server, token, path)
  const middle = streamed[Math.floor(streamed.length / 2)]!.id!
  const rest = await readStream(await server.send(`${path}/stream`, { token, headers: { 'last-event-id': middle } }))
  expect(textOf(streamed.filter(({ id }) => seqOf(id) <= seqOf(middle))) + textOf(rest)).toBe(textOf(streamed))
  const isWhole = terminal[0]!.event!.type === 'finish'
  expect(stored!.metadata.status === 'complete').toBe(isWhole)
  const told = /^ResponderError: The responder gave an "(error|abort)" event/
  expect(server.errors.map(error => told.test(String(error)))).toEqual(isWhole ? [] : [true])
})

const seqOf = (id: string | undefined): number => Number(id?.split('.')[1] ?? Infinity)
const textOf = (events: { event?: ReplyEvent }[]): string =>
  events.map(({ event }) => (event?.type === 'text-delta' ? event.delta : '')).join('')
