import type { GramChatSession } from '@parley/protocol'
import { afterEach, expect, test } from 'vitest'
import { serveGram } from '../../tests/backends/originals/gram.ts'
import {
  chatSessionsCreate,
  continueChat,
  conversationsList,
  createChat,
  createChatClient,
  gram,
  gramSession,
  messageText,
  messagesList,
  messagesSend,
  type ChatClient,
  type Message,
  type Result,
} from '../index.ts'
import { createFaultyFetch } from '../testing/createFaultyFetch.ts'

// What the conformance suite does not ask: the history that a send carries, and the sessions of the host.

const URL_OF_ORIGINAL = 'https://original.example'
const clients: ChatClient[] = []
afterEach(() => clients.splice(0).forEach(client => client.close()))

const open = (options: { delayMs?: number; user?: string; server?: ReturnType<typeof serveGram> } = {}) => {
  const server = options.server ?? serveGram({ delayMs: options.delayMs ?? 0 })
  const network = createFaultyFetch(server.fetch, server.expire)
  const client = createChatClient({
    backend: gram({ baseUrl: `${URL_OF_ORIGINAL}/`, project: 'docs' }),
    session: gramSession(`${URL_OF_ORIGINAL}/session/${options.user ?? 'ada'}`),
    fetch: network.fetch,
    retries: { strategy: 'none' },
  })
  clients.push(client)
  const paths = () => network.requests.map(({ method, path }) => `${method} ${path}`)
  const lastBody = () => JSON.parse(network.requests.at(-1)!.body!) as { messages: { content: string }[] }
  return { server, client, paths, lastBody, ...network }
}
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw result.error
  return result.value
}
const begin = async (client: ChatClient, text: string) => {
  const stream = value(await createChat(client, { message: { text } }))
  await stream.final
  return stream.conversationId
}
const say = async (client: ChatClient, conversationId: string, text: string): Promise<Message> =>
  value(await continueChat(client, { conversationId, message: { text } })).final
const linesOf = async (client: ChatClient, conversationId: string) =>
  value(await messagesList(client, { conversationId })).messages.map(message => messageText(message))

test('each send carries the whole conversation, and reads nothing that it knows', async () => {
  const { client, paths, lastBody } = open()
  const conversationId = await begin(client, 'one')
  await say(client, conversationId, 'two')
  value(await messagesSend(client, { conversationId, message: { text: 'three' } }))
  await say(client, conversationId, 'four')
  expect(lastBody().messages.map(({ content }) => content)).toEqual([
    'one',
    'one',
    'two',
    'two',
    'three',
    'three',
    'four',
  ])
  expect(paths()).toEqual(['POST /session/ada', ...Array<string>(4).fill('POST /chat/completions')])
})

test('a conversation from before the reload is loaded whole, however long', async () => {
  const { client, server } = open()
  const conversationId = await begin(client, 'one')
  for (let count = 0; count < 110; count++) await say(client, conversationId, `${count}`)
  const reloaded = open({ server })
  expect(messageText(await say(reloaded.client, conversationId, 'and now'))).toBe('and now')
  expect(reloaded.lastBody().messages).toHaveLength(223)
  expect(reloaded.paths().filter(path => path === 'GET /rpc/chat.load')).toHaveLength(2)
})

test('after a reply that broke off the server says what it has', async () => {
  const { client, faults, paths } = open({ delayMs: 20 })
  const conversationId = await begin(client, 'one')
  faults.cutAfter(2)
  await expect(say(client, conversationId, 'two words')).rejects.toMatchObject({ code: 'stream_interrupted' })
  expect(messageText(await say(client, conversationId, 'three'))).toBe('three')
  expect(paths()).toContain('GET /rpc/chat.load')
  expect(await linesOf(client, conversationId)).toEqual(['one', 'one', 'two words', 'three', 'three'])
})

test('a chat whose first answer broke off, which the server does not know, goes on', async () => {
  const { client, faults, lastBody } = open({ delayMs: 20 })
  faults.cutAfter(1)
  const stream = value(await createChat(client, { message: { text: 'two words' } }))
  await expect(stream.final).rejects.toMatchObject({ code: 'stream_interrupted' })
  const conversationId = await stream.conversationId
  faults.failNext(404, { path: /chat\.load/, times: 9 })
  expect(messageText(await say(client, conversationId, 'again'))).toBe('again')
  expect(lastBody().messages.map(({ content }) => content)).toEqual(['two words', 'again'])
})

test.each([
  ['no delta in the last chunk', [{ index: 0, finish_reason: 'stop' }]],
  ['a delta of null', [{ index: 0, delta: null, finish_reason: 'stop' }]],
])('%s ends the answer', async (_, choices) => {
  const data = (value: object | string) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`
  const body =
    data({ id: 'x', choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null }] }) +
    data({ id: 'x', choices }) +
    data('[DONE]')
  const { client, faults } = open()
  faults.failNext(200, { path: /completions/, body, contentType: 'text/event-stream' })
  expect(messageText(await value(await createChat(client, { message: { text: 'hi' } })).final)).toBe('Hello')
})

test.each(['null', '{}', '{"client_token":"t"}', ''])('a host that answers %j gave no session', async body => {
  const { client, faults } = open()
  faults.failNext(200, { path: /session/, body, contentType: 'application/json' })
  expect((await conversationsList(client, {})).error).toMatchObject({ code: 'invalid_response', retryable: false })
})

test('a reply that fails says why, in the words of the server', async () => {
  const { client } = open()
  const stream = value(await createChat(client, { message: { text: 'fail now' } }))
  await expect(stream.final).rejects.toMatchObject({ code: 'responder_failed', message: 'Provider disconnected' })
  expect(stream.message.metadata.status).toBe('failed')
})

test('after a send that never arrived nothing is there twice', async () => {
  const { client, faults } = open()
  const conversationId = await begin(client, 'one')
  faults.failNext(503, { path: /completions/ })
  await expect(say(client, conversationId, 'two')).rejects.toMatchObject({ code: 'unavailable' })
  await say(client, conversationId, 'two')
  expect(await linesOf(client, conversationId)).toEqual(['one', 'one', 'two', 'two'])
})

test('another tab went on: the next send is refused once, and then has what the other said', async () => {
  const here = open()
  const conversationId = await begin(here.client, 'one')
  const there = open({ server: here.server })
  await say(there.client, conversationId, 'elsewhere')
  await expect(say(here.client, conversationId, 'two')).rejects.toMatchObject({
    status: 500,
    message: 'chat history mismatch',
  })
  await say(here.client, conversationId, 'two')
  expect(await linesOf(here.client, conversationId)).toEqual(['one', 'one', 'elsewhere', 'elsewhere', 'two', 'two'])
})

const completion = (finish_reason: string) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'docs',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hal' }, finish_reason }],
})

/** What a send comes to that is answered so, without a stream. */
const completed = async (answer: object) => {
  const { client, faults } = open()
  const conversationId = await begin(client, 'one')
  faults.failNext(200, { path: /completions/, body: JSON.stringify(answer), contentType: 'application/json' })
  return messagesSend(client, { conversationId, message: { text: 'two' } })
}

test.each([
  ['stop', 'complete'],
  ['length', 'complete'],
  ['error', 'interrupted'],
])('an answer without a stream that ended with %s is %s', async (reason, status) => {
  const message = value(await completed(completion(reason)))
  expect(messageText(message)).toBe('hal')
  expect(message.metadata).toEqual({ createdAt: '2026-01-01T00:00:00.000Z', status })
})

test('a completion without an answer is none', async () => {
  const { error } = await completed({ ...completion('stop'), choices: [] })
  expect(error).toMatchObject({ code: 'invalid_response' })
})

test('lists in pages', async () => {
  const { client } = open()
  const ids: string[] = []
  for (const text of ['a', 'b', 'c']) ids.unshift(await begin(client, text))
  const first = value(await conversationsList(client, { limit: 2 }))
  expect(first.conversations.map(({ id }) => id)).toEqual(ids.slice(0, 2))
  const rest = value(await conversationsList(client, { limit: 2, cursor: first.nextCursor! }))
  expect([rest.conversations.map(({ id }) => id), rest.nextCursor]).toEqual([ids.slice(2), null])
})

const session = (more: Partial<GramChatSession> = {}): GramChatSession => ({
  client_token: 'token',
  embed_origin: 'https://app.example',
  expires_after: 600,
  status: 'active',
  ...more,
})
const sessionOf = async (answers: object[]) => {
  const asked: { url: string; credentials: RequestCredentials | undefined; body: unknown }[] = []
  const client = createChatClient({
    backend: gram({ project: 'docs' }),
    session: gramSession('https://app.example/api/session'),
    fetch: async (url, init) => {
      asked.push({ url: url as string, credentials: init?.credentials, body: JSON.parse(init?.body as string) })
      return Response.json(answers.shift())
    },
  })
  clients.push(client)
  return { client, asked }
}

test('a session of the host’s endpoint, in Gram’s names or in ours', async () => {
  const native = {
    id: 'cs_1',
    clientToken: 'cst_1',
    visitorId: 'v_1',
    embedOrigin: null,
    status: 'active',
    expiresAfter: 900,
    expiresAt: '2030-01-01T00:00:00Z',
  }
  const { client, asked } = await sessionOf([session({ user_identifier: 'ada' }), native])
  expect(value(await chatSessionsCreate(client, {}))).toEqual({
    id: expect.any(String),
    clientToken: 'token',
    visitorId: 'ada',
    embedOrigin: 'https://app.example',
    userIdentifier: 'ada',
    status: 'active',
    expiresAfter: 600,
    expiresAt: expect.stringMatching(/Z$/),
  })
  expect(asked).toEqual([
    { url: 'https://app.example/api/session', credentials: 'same-origin', body: { reason: 'create' } },
  ])
  expect(value(await chatSessionsCreate(client, { embedOrigin: 'https://b.example' }))).toEqual(native)
  expect(asked[1]!.body).toEqual({ reason: 'create', embed_origin: 'https://b.example' })
})

test('a visitor without an identifier is the same one for as long as the source lives', async () => {
  const { client } = await sessionOf([session(), session({ client_token: 'next' })])
  const [one, two] = [value(await chatSessionsCreate(client, {})), value(await chatSessionsCreate(client, {}))]
  expect(one.visitorId).toMatch(/^\d+(-\d+){3}$/)
  expect(two.visitorId).toBe(one.visitorId)
  const other = await sessionOf([session()])
  expect(value(await chatSessionsCreate(other.client, {})).visitorId).not.toBe(one.visitorId)
})

test.each([[{}], [{ error: 'no' }], [session({ client_token: undefined as never })]])(
  'an endpoint that answers %j gives no session',
  async answer => {
    const { client } = await sessionOf([answer])
    expect((await chatSessionsCreate(client, {})).error).toMatchObject({ code: 'invalid_response' })
  },
)
