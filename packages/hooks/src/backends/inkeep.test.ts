import { afterEach, expect, test, vi } from 'vitest'
import { INKEEP_KEY, serveInkeep } from '../../tests/backends/originals/inkeep.ts'
import { hostSession } from '../../tests/backends/variants.ts'
import {
  continueChat,
  createChat,
  createChatClient,
  inkeep,
  messagesSend,
  messageText,
  type ChatClient,
  type InkeepOptions,
  type Result,
} from '../index.ts'
import { createFaultyFetch } from '../testing/createFaultyFetch.ts'

// What the conformance suite does not ask: what goes along with the first message, and each shape of refusal.

const clients: ChatClient[] = []
afterEach(() => clients.splice(0).forEach(client => client.close()))

const open = ({
  serve = serveInkeep({ delayMs: 0 }).fetch,
  key = INKEEP_KEY,
  ...options
}: Partial<InkeepOptions> & { serve?: (request: Request) => Promise<Response>; key?: string } = {}) => {
  const network = createFaultyFetch(serve, () => {})
  const client = createChatClient({
    backend: inkeep({ baseUrl: 'https://original.example', integrationId: 'docs', ...options }),
    session: hostSession(key),
    fetch: network.fetch,
    retries: { strategy: 'none' },
  })
  clients.push(client)
  const bodies = () => network.requests.map(({ body }) => JSON.parse(body!) as Record<string, unknown>)
  return { client, bodies, ...network }
}
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw result.error
  return result.value
}
const begin = (client: ChatClient) => createChat(client, { message: { text: 'hello' } })
const answering =
  (status: number, body: string, type = 'application/json') =>
  async () =>
    new Response(body, { status, headers: { 'content-type': type } })

test('what the assistant is told besides goes with the first message alone', async () => {
  const { client, bodies } = open({ guidance: 'Be brief.', context: 'Page text', tags: ['a'], chatMode: 'turbo' })
  const stream = value(await begin(client))
  await stream.final
  const conversationId = await stream.conversationId
  await value(await continueChat(client, { conversationId, message: { text: 'more' } })).final
  value(await messagesSend(client, { conversationId, message: { text: 'last' } }))
  const integration_id = 'docs'
  const session = { guidance: 'Be brief.', context: 'Page text', tags: ['a'] }
  expect(bodies()).toEqual([
    {
      integration_id,
      stream: true,
      chat_mode: 'turbo',
      chat_session: { ...session, messages: [{ role: 'user', content: 'hello' }] },
    },
    { integration_id, stream: true, message: { role: 'user', content: 'more' } },
    { integration_id, stream: false, message: { role: 'user', content: 'last' } },
  ])
})

test('a base path is kept, and an id goes into the path as one segment', async () => {
  const { client, requests } = open({
    baseUrl: 'https://proxy.example/inkeep/',
    serve: answering(404, '{"detail":"Chat session not found"}'),
  })
  const { error } = await continueChat(client, { conversationId: 'a/b?c#d ../e', message: { text: 'x' } })
  expect(error).toMatchObject({ code: 'not_found', message: 'Chat session not found' })
  expect(requests[0]!.path).toBe('/inkeep/v0/chat_sessions/a%2Fb%3Fc%23d%20..%2Fe/chat_results')
})

test('422 tells each field', async () => {
  const detail = [
    { loc: ['body', 'chat_session', 'messages', 0, 'content'], msg: 'field required', type: 'value_error.missing' },
    { loc: ['body', 'integration_id'], msg: 'unknown', type: 'value_error' },
  ]
  const { client } = open({ serve: answering(422, JSON.stringify({ detail })) })
  expect((await begin(client)).error).toMatchObject({
    code: 'validation_failed',
    status: 422,
    retryable: false,
    message: 'chat_session.messages.0.content: field required integration_id: unknown',
    errors: [
      { path: 'chat_session.messages.0.content', message: 'field required' },
      { path: 'integration_id', message: 'unknown' },
    ],
  })
})

test.each([
  ['a text', '{"detail":"Too many messages"}', 'Too many messages'],
  ['no detail', '{}', /answered 422/],
  ['an empty list', '{"detail":[]}', /answered 422/],
  ['no JSON', 'Unprocessable', /answered 422/],
  ['null', 'null', /answered 422/],
  ['an object', '{"detail":{"code":"expired"}}', /answered 422/],
  ['entries without a place', '{"detail":[{"msg":"m"}]}', /answered 422/],
  ['a message', '{"message":"Not now."}', 'Not now.'],
  ['a problem document', '{"title":"Bad","status":422,"detail":"Not like that."}', 'Not like that.'],
])('422 with %s as its body is told too', async (_, body, message) => {
  const { client } = open({ serve: answering(422, body) })
  const { error } = await begin(client)
  expect(error).toMatchObject({ code: 'validation_failed', status: 422 })
  expect(error!.message).toMatch(message)
})

test('a key that is refused is no reason to ask twice more', async () => {
  const { client, requests } = open({ key: 'wrong' })
  expect((await begin(client)).error).toMatchObject({ code: 'unauthorized', message: 'Invalid API key' })
  expect(requests.length).toBeLessThanOrEqual(2)
})

test('a model that thinks for longer than a request may take is waited for, unless the client says otherwise', async () => {
  vi.useFakeTimers()
  try {
    const serve = async () => {
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          await new Promise(resolve => setTimeout(resolve, 100_000))
          const chunk = { chat_session_id: 's', content_chunk: 'Hello', finish_reason: 'stop' }
          controller.enqueue(new TextEncoder().encode(`event: message_chunk\ndata: ${JSON.stringify(chunk)}\n\n`))
          controller.close()
        },
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    }
    const { client } = open({ serve })
    const patient = value(await begin(client)).final
    const hasty = value(await createChat(client, { message: { text: 'hello' } }, { timeoutMs: 10_000 })).final
    hasty.catch(() => {})
    await vi.advanceTimersByTimeAsync(101_000)
    expect(messageText(await patient)).toBe('Hello')
    await expect(hasty).rejects.toMatchObject({ code: 'stream_interrupted' })
  } finally {
    vi.useRealTimers()
  }
})

test('citations that come before the answer are among its sources; one without a record is none', async () => {
  const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
  const body =
    event('records_cited', { citations: [{ number: 1 }, { record: { type: 'site', url: 'https://a.example' } }] }) +
    event('message_chunk', { chat_session_id: 's', content_chunk: 'Hello', finish_reason: 'stop' })
  const { client } = open({ serve: answering(200, body, 'text/event-stream') })
  const { parts } = await value(await begin(client)).final
  expect(parts).toEqual([
    { type: 'source-url', sourceId: '2', url: 'https://a.example' },
    { type: 'text', text: 'Hello' },
  ])
})

test('events that it does not know, and citations without an address, take nothing from the answer', async () => {
  const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
  const chunk = (content_chunk: string, finish_reason: string | null = null) =>
    event('message_chunk', { chat_session_id: 's', content_chunk, finish_reason })
  const records = [
    { type: 'site', title: 'No address' },
    { type: 'site', url: 'https://a.example', title: null },
  ]
  const body =
    event('later_invention', { a: 1 }) +
    chunk('Hel') +
    chunk('lo') +
    chunk('', 'content_filter') +
    event('records_cited', { citations: records.map(record => ({ record })) })
  const { client } = open({ serve: answering(200, body, 'text/event-stream; charset=utf-8') })
  const stream = value(await begin(client))
  const message = await stream.final
  expect(messageText(message)).toBe('Hello')
  expect(message.parts.filter(({ type }) => type === 'source-url')).toEqual([
    { type: 'source-url', sourceId: '2', url: 'https://a.example' },
  ])
  expect(await stream.conversationId).toBe('s')
})
