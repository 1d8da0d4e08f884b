import type { Message, Problem } from '@parley/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  CLUSTER_SECRET as SECRET,
  ECHO_DELAY_MS,
  endInstances,
  insist,
  startInstance,
  type Instance,
} from '../testing/startInstance.ts'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { parseStream, readRest, readUntil, say, textOf } from '../testing/testServer.ts'

let postgres: Postgres
let database: string
/** Those that nothing happens to. */
let a: Instance
let b: Instance
beforeAll(async () => {
  postgres = await startPostgres()
  database = await postgres.newDatabase()
  const started = await Promise.all([startInstance(database), startInstance(database)])
  a = started[0]
  b = started[1]
})
afterAll(async () => {
  await endInstances()
  await postgres.remove()
})

const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ')
const sse = { accept: 'text/event-stream' }

/** A reply that is being written on one instance, read until some word. */
async function begin(on: Instance, token: string, text: string, until: string) {
  const response = await on.call('POST', '/v1/conversations', token, { message: say(text) }, sse)
  const { text: read, reader } = await readUntil(response, so => so.includes(until))
  const events = parseStream(read.slice(0, read.lastIndexOf('\n\n') + 2))
  const { conversationId, runId } = events[0]!.event as { conversationId: string; runId: string }
  return { path: `/v1/conversations/${conversationId}`, runId, read, reader, lastId: events.at(-1)!.id! }
}

const textIn = (stream: string) =>
  parseStream(stream)
    .flatMap(({ event }) => (event?.type === 'text-delta' ? event.delta : []))
    .join('')

const messagesOf = (on: Instance, token: string, path: string) => on.messagesOf(token, path)

test('a reply that A writes is read on B from any event on, while it is written, and is the same message', async () => {
  const { clientToken: token } = await a.mint()
  const text = words(60)
  const talk = await begin(a, token, text, '" w9"')
  const resumed = await b.call('GET', `${talk.path}/stream`, token, undefined, { 'last-event-id': talk.lastId })
  const fromStart = await b.call('GET', `${talk.path}/stream`, token)
  const live = await readUntil(fromStart, so => so.includes('" w25"'))
  expect(await messagesOf(b, token, talk.path)).toMatchObject([{}, { metadata: { status: 'streaming' } }])
  const rest = await resumed.text()
  expect(textIn(talk.read.slice(0, talk.read.lastIndexOf('\n\n') + 2) + rest)).toBe(text)
  expect(textIn(live.text + (await readRest(live.reader)))).toBe(text)
  expect(textIn(talk.read + (await readRest(talk.reader)))).toBe(text)
  expect(parseStream(rest).filter(({ event }) => event?.type === 'finish')).toHaveLength(1)
  for (const on of [a, b]) expect((await messagesOf(on, token, talk.path)).map(textOf)).toEqual([text, text])
  const again = await b.call('GET', `${talk.path}/stream`, token, undefined, { 'last-event-id': talk.lastId })
  expect(await again.text()).toBe(rest)
})

test('fifty times the same key on two instances is one reply, streamed or whole; with another body it is 409', async () => {
  const { clientToken: token } = await a.mint()
  const body = { message: say(words(30)) }
  const headers = { 'idempotency-key': 'same' }
  const { id } = (await (await a.call('POST', '/v1/conversations', token, {})).json()) as { id: string }
  const path = `/v1/conversations/${id}`
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      const on = index % 2 ? a : b
      const asked = index % 4 < 2 ? { ...headers, ...sse } : headers
      return insist(() => on.call('POST', `${path}/messages`, token, body, asked))
    }),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
  for (const answer of answers) {
    const told = await answer.text()
    const text = told.startsWith('{') ? textOf((JSON.parse(told) as { message: Message }).message) : textIn(told)
    expect(text).toBe(words(30))
  }
  expect(await messagesOf(b, token, path)).toHaveLength(2)
  const other = await b.call('POST', `${path}/messages`, token, { message: say('other') }, headers)
  expect([other.status, ((await other.json()) as Problem).code]).toEqual([409, 'idempotency_conflict'])
})

test('a second reply in the same conversation is refused, wherever it is asked for', async () => {
  const { clientToken: token } = await a.mint()
  const { id } = (await (await a.call('POST', '/v1/conversations', token, {})).json()) as { id: string }
  const send = (on: Instance, text: string) =>
    on.call('POST', `/v1/conversations/${id}/messages`, token, { message: say(text) }, sse)
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => send(index % 2 ? a : b, words(20))))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(11)
  await Promise.all(answers.map(answer => answer.text()))
})

test('a reply that A writes is stopped from B, and ends at once for who reads it on A', async () => {
  const { clientToken: token } = await a.mint()
  const talk = await begin(a, token, words(400), '" w9"')
  const stopped = await b.call('POST', `${talk.path}/stop`, token)
  const { message } = (await stopped.json()) as { message: Message }
  expect(message.metadata.status).toBe('stopped')
  expect(words(400).startsWith(textOf(message))).toBe(true)
  const rest = parseStream(await readRest(talk.reader))
  expect(rest.length).toBeLessThan(3000 / ECHO_DELAY_MS)
  expect(rest.at(-2)!.event).toMatchObject({ type: 'abort', reason: 'stopped' })
  expect((await messagesOf(a, token, talk.path)).at(-1)).toEqual(message)
})

test('a conversation deleted on B ends its reply on A', async () => {
  const { clientToken: token } = await a.mint()
  const talk = await begin(a, token, words(400), '" w5"')
  expect((await b.call('DELETE', talk.path, token)).status).toBe(204)
  const rest = parseStream(await readRest(talk.reader))
  expect(rest.at(-2)!.event!.type).toMatch(/abort|error/)
  expect((await a.call('GET', talk.path, token)).status).toBe(404)
})

test('when A dies the reply is interrupted with its text so far, also for who reads it on B', async () => {
  const lease = { PARLEY_LEASE_SECONDS: '3' }
  const [a, b] = await Promise.all([startInstance(database, lease), startInstance(database, lease)])
  const { clientToken: token } = await a.mint()
  const talk = await begin(a, token, words(2000), '" w30"')
  const reading = await b.call('GET', `${talk.path}/stream`, token)
  await new Promise(resolve => setTimeout(resolve, 600))
  a.cli.process.kill('SIGKILL')
  await a.cli.ended
  const events = parseStream(await reading.text())
  expect(events.at(-2)!.event).toMatchObject({ type: 'error', code: 'stream_interrupted' })
  const [, reply] = await messagesOf(b, token, talk.path)
  expect(reply!.metadata.status).toBe('interrupted')
  expect(words(2000).startsWith(textOf(reply!))).toBe(true)
  expect(textOf(reply!)).toContain('w30')
  expect(await (await b.call('GET', talk.path, token)).json()).not.toHaveProperty('activeRun')
  const next = await b.call('POST', `${talk.path}/messages`, token, { message: say('go on') })
  expect(next.status).toBe(200)
}, 90_000)

test('revoked on A, a session is refused on B and its streams on B end within a second; the reply goes on', async () => {
  const { clientToken: token, id } = await a.mint('ada')
  const talk = await begin(b, token, words(80), '" w5"')
  expect((await a.call('DELETE', `/v1/chatSessions/${id}`, SECRET)).status).toBe(204)
  expect((await b.call('GET', talk.path, token)).status).toBe(401)
  const rest = parseStream(await readRest(talk.reader))
  expect(rest.length).toBeLessThan(1000 / ECHO_DELAY_MS)
  expect(rest.at(-2)!.event).toMatchObject({ type: 'error', code: 'session_revoked' })
  const other = await a.mint('ada')
  await expect
    .poll(async () => (await messagesOf(a, other.clientToken, talk.path)).map(textOf))
    .toEqual([words(80), words(80)])
})

test('erasing a user on A ends what is open of it on B', async () => {
  const { clientToken: token } = await a.mint('eve')
  const talk = await begin(b, token, words(400), '" w5"')
  expect((await a.call('POST', '/v1/visitors/erase', SECRET, { userIdentifier: 'eve' })).status).toBe(204)
  expect(parseStream(await readRest(talk.reader)).at(-2)!.event!.type).toMatch(/abort|error/)
  expect((await b.call('GET', talk.path, token)).status).toBe(401)
})

test('limits are counted together', async () => {
  const own = await postgres.newDatabase()
  const limited = { PARLEY_RATE_LIMIT: '6/min' }
  const [a, b] = await Promise.all([startInstance(own, limited), startInstance(own, limited)])
  const { clientToken: token } = await a.mint('counted')
  const answers: Response[] = []
  for (let count = 0; count < 8; count++)
    answers.push(await (count % 2 ? a : b).call('POST', '/v1/conversations', token, { message: say('x') }))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201, 429, 429])
  for (const refused of answers.slice(6)) expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('instances that start at once on an empty database all start', async () => {
  const empty = await postgres.newDatabase()
  const all = await Promise.all([1, 2, 3].map(() => startInstance(empty)))
  for (const one of all) expect((await one.call('GET', '/readyz', '')).status).toBe(200)
})
