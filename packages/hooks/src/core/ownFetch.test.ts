import { expect, test, vi } from 'vitest'
import { parley } from '../backends/parley.ts'
import { continueChat } from '../operations/continueChat.ts'
import { conversationsList } from '../operations/conversationsList.ts'
import { createChat } from '../operations/createChat.ts'
import { messagesSend } from '../operations/messagesSend.ts'
import { regenerateReply } from '../operations/regenerateReply.ts'
import { resumeReply } from '../operations/resumeReply.ts'
import { charactersQuery } from '../react/charactersQuery.ts'
import { createChatClient, type ChatClientOptions } from './createChatClient.ts'
import type { ChatSession, SessionSource } from './session.ts'

// What answers here is written by hand, as by somebody who has no Parley server.

const session: ChatSession = {
  id: 'cs_1',
  clientToken: 'cst_secret',
  visitorId: 'v_1',
  embedOrigin: 'https://app.example',
  status: 'active',
  expiresAfter: 900,
  expiresAt: '2100-01-01T00:00:00Z',
}
const soon = {
  strategy: 'backoff',
  backoff: { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 2_000 },
} as const

function open(answers: (() => Response)[], more: Partial<ChatClientOptions> = {}) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => (answers.length > 1 ? answers.shift()! : answers[0]!)())
  const backend = parley({ baseUrl: 'https://chat.example' })
  return { fetch, client: createChatClient({ backend, session: async () => session, retries: soon, fetch, ...more }) }
}
const problem = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ status, detail: 'no' }, { status, headers })
const empty = () => Response.json({ conversations: [], nextCursor: null })
const events = (...list: object[]) => list.map(event => `data: ${JSON.stringify(event)}\n\n`).join('')
const message = { text: 'hi' }
const plain = events(
  { type: 'start', messageId: 'm_1' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'hello' },
  { type: 'text-end', id: 't' },
  { type: 'finish' },
)

test('keys have five parts, also without params', () => {
  const { client } = open([empty])
  expect(charactersQuery(client).queryKey).toEqual(['parley', 'https://chat.example', null, 'characters', {}])
})

test('a stream that names no conversation is read to its end, and says that it has no name', async () => {
  const { client } = open([() => new Response(plain, { headers: { 'content-type': 'text/event-stream' } })])
  const stream = (await createChat(client, { message })).value!
  expect((await stream.final).parts).toEqual([{ type: 'text', text: 'hello' }])
  await expect(stream.conversationId).rejects.toMatchObject({ code: 'invalid_response' })
})

test.each([['TEXT/EVENT-STREAM; charset=utf-8'], [undefined]])('a stream may come as %s', async type => {
  const bytes = new TextEncoder().encode(plain)
  const { client } = open([() => new Response(bytes, type === undefined ? {} : { headers: { 'content-type': type } })])
  const { value } = await continueChat(client, { conversationId: 'c_1', message })
  expect((await value!.final).metadata.status).toBe('complete')
})

test('204 says that no reply is being written to whoever looks for one, and nothing to whoever sends', async () => {
  const { client } = open([() => new Response(null, { status: 204 })])
  const request = { conversationId: 'c_1', messageId: 'm_1', message }
  expect(await resumeReply(client, request)).toEqual({ ok: true, value: null })
  const results = [await createChat(client, request), await continueChat(client, request)]
  results.push(await regenerateReply(client, request))
  expect(results.map(({ error }) => error?.code)).toEqual(Array(3).fill('invalid_response'))
})

test('an idempotency key that is given as undefined is made all the same', async () => {
  const { client, fetch } = open([() => problem(503)])
  const request = { conversationId: 'c_1', message }
  const options = { idempotencyKey: undefined as never }
  const keys = () => new Set(fetch.mock.calls.map(([, init]) => (init!.headers as Headers).get('idempotency-key')))
  for (const send of [continueChat, messagesSend]) {
    fetch.mockClear()
    expect((await send(client, request, options)).ok).toBe(false)
    expect(fetch.mock.calls.length).toBeGreaterThan(1)
    expect([keys().size, keys().has(null)]).toEqual([1, false])
  }
})

test('the second 401 of an operation is final, whatever came in between', async () => {
  const source = vi.fn<SessionSource>(async () => session)
  const { client } = open([() => problem(401), () => problem(503), () => problem(401), empty], { session: source })
  expect((await conversationsList(client, {})).error?.status).toBe(401)
  expect(source).toHaveBeenCalledTimes(2)
})

test('a source may answer at once, and a token that no header can hold is in no error', async () => {
  const { client } = open([empty], { session: (() => session) as never })
  expect((await conversationsList(client, {})).ok).toBe(true)
  const broken = open([empty], { session: async () => ({ ...session, clientToken: 'cst_secret\nx' }) })
  const { error } = await conversationsList(broken.client, {})
  expect(error).toMatchObject({ code: 'invalid_response' })
  expect(error!.message + String(error!.cause)).not.toContain('cst_secret')
})

test('a limit beyond what timers can wait is none', async () => {
  // A timer that overflows ends after a millisecond.
  const late = vi.fn<typeof globalThis.fetch>(async () => new Promise(answer => setTimeout(() => answer(empty()), 30)))
  const { client } = open([empty], { fetch: late })
  const options = { timeoutMs: Infinity, retries: { strategy: 'none' } } as const
  expect((await conversationsList(client, {}, options)).ok).toBe(true)
})

test.each([200, 500])('a body of a %i that never ends is given up', async status => {
  const body = () => new ReadableStream({ start: controller => controller.enqueue(new TextEncoder().encode('{"')) })
  const { client } = open([() => new Response(body(), { status })])
  const { error } = await conversationsList(client, {}, { timeoutMs: 50, retries: { strategy: 'none' } })
  expect(error?.code).toBe('timeout')
})

test('how long a call waits is its own affair, also while a session is minted', async () => {
  const { client } = open([empty], { session: () => new Promise(() => {}) })
  const { error } = await conversationsList(client, {}, { timeoutMs: 50, retries: { strategy: 'none' } })
  expect(error?.code).toBe('timeout')
})

test.each([
  ['waits for a session', [empty], () => new Promise<never>(() => {})],
  ['waits to try again', [() => problem(503, { 'retry-after': '20' })], async () => session],
])('closing the client ends a call that %s', async (_, answers, source) => {
  const { client } = open(answers, { session: source, retries: { strategy: 'backoff' } })
  const result = conversationsList(client, {})
  await new Promise(resolve => setTimeout(resolve, 20))
  client.close()
  expect((await result).error?.code).toBe('aborted')
})
