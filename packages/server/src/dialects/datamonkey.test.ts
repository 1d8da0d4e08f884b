import createClient from 'openapi-fetch'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { paths } from '../../tests/datamonkey/generated.ts'
import { echoResponder } from '../responders/echoResponder.ts'
import { scriptedResponder } from '../responders/scriptedResponder.ts'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { serveTest } from '../testing/serveTest.ts'
import { messagesOf, ORIGIN, textOf } from '../testing/testServer.ts'

// A client generated from the facts of Datamonkey, unmodified, over real HTTP.

const DAY_MS = 24 * 3_600_000
let clock = 0
let server: Awaited<ReturnType<typeof serveTest>>
const start = async (options: Parameters<typeof serveTest>[0] = {}) =>
  (server = await serveTest({ dialects: ['datamonkey'], now: () => clock, ...options }))
const restart = async (options: Parameters<typeof serveTest>[0]) => {
  await server.close()
  await start(options)
}
beforeEach(async () => {
  clock = Date.now()
  await start()
})
afterEach(() => server.close())

const clientOf = (headers: Record<string, string> = {}) =>
  createClient<paths>({ baseUrl: `${server.url}/api/v1`, headers })
type Client = ReturnType<typeof clientOf>

/** A visitor who has just come: a client with the token of a first conversation. */
async function arrive(title?: string) {
  const { data, response } = await clientOf().POST('/chat', { body: title === undefined ? {} : { title } })
  const token = response.headers.get('x-session-token')!
  return { id: data!.id, token, client: clientOf({ user_token: token }) }
}
const of = (conversationId: string) => ({ params: { path: { conversationId } } })
const send = (client: Client, id: string, message: string) =>
  client.POST('/chat/{conversationId}/messages', { ...of(id), body: { message } })
const linesOf = async (client: Client, id: string) => {
  const { data } = await client.GET('/chat/{conversationId}/messages', of(id))
  return data!.messages?.map(({ role, content }) => `${role}: ${content}`) ?? null
}

/** Every operation about a conversation, and the list. */
const operations: [name: string, (client: Client, id: string) => Promise<{ response: Response; error?: unknown }>][] = [
  ['list', client => client.GET('/chat')],
  ['get', (client, id) => client.GET('/chat/{conversationId}', of(id))],
  ['messages', (client, id) => client.GET('/chat/{conversationId}/messages', of(id))],
  ['send', (client, id) => send(client, id, 'hi')],
  ['delete', (client, id) => client.DELETE('/chat/{conversationId}', of(id))],
]
const [, ...ofOne] = operations

test('the first conversation brings a session; with it every operation works', async () => {
  const { data: created, response } = await clientOf().POST('/chat', { body: { title: 't' } })
  expect(response.status).toBe(201)
  expect(created).toEqual({
    id: expect.stringMatching(/^conv-\d{13}-[A-Za-z0-9]{8}$/),
    title: 't',
    created: clock,
    updated: clock,
  })
  const token = response.headers.get('x-session-token')!
  const client = clientOf({ user_token: token })
  const { id } = created!

  expect((await client.GET('/chat/{conversationId}', of(id))).data).toEqual({ ...created, messages: null })
  expect((await client.GET('/chat/{conversationId}/messages', of(id))).data).toEqual({ messages: null })
  clock += 1000
  const sent = await send(client, id, 'hi 👋 there')
  expect(sent.response.status).toBe(200)
  expect(sent.data).toEqual({ message: { role: 'assistant', content: 'hi 👋 there', timestamp: clock } })
  const messages = [
    { role: 'user', content: 'hi 👋 there', timestamp: clock },
    { role: 'assistant', content: 'hi 👋 there', timestamp: clock },
  ]
  expect((await client.GET('/chat/{conversationId}/messages', of(id))).data).toEqual({ messages })
  expect((await client.GET('/chat/{conversationId}', of(id))).data).toMatchObject({ id, updated: clock, messages })

  clock += 1000
  const second = await client.POST('/chat')
  expect(second.data!.title).toBe('')
  expect(second.response.headers.has('x-session-token')).toBe(false)
  const { data: list } = await client.GET('/chat')
  expect(list!.conversations.map(entry => entry.id)).toEqual([second.data!.id, id])
  expect(Object.keys(list!.conversations[0]!).sort()).toEqual(['created', 'id', 'title', 'updated'])

  const deleted = await client.DELETE('/chat/{conversationId}', of(id))
  expect(deleted.response.status).toBe(204)
  for (const [name, operation] of ofOne)
    expect([name, (await operation(client, id)).response.status]).toEqual([name, 404])
})

test('without a token, or with one that is wrong, everything but the first conversation is 401', async () => {
  const { id } = await arrive()
  const credentials: Record<string, string>[] = [
    {},
    { user_token: '' },
    { user_token: 'cst_unknown' },
    { authorization: 'Bearer nonsense' },
  ]
  for (const headers of credentials)
    for (const [name, operation] of operations) {
      const { response, error } = await operation(clientOf(headers), id)
      expect([name, response.status, error]).toEqual([name, 401, { error: expect.any(String) }])
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(response.headers.has('x-session-token')).toBe(false)
    }
})

test('what belongs to another visitor is 404, as what is not there', async () => {
  const { id, client } = await arrive()
  await send(client, id, 'mine')
  const stranger = (await arrive()).client
  for (const [name, operation] of ofOne) {
    const foreign = await operation(stranger, id)
    const missing = await operation(stranger, 'conv-1762512345678-aB3dE5fG')
    expect([name, foreign.response.status, missing.response.status]).toEqual([name, 404, 404])
    expect(foreign.error).toEqual(missing.error)
  }
  expect((await stranger.GET('/chat')).data!.conversations).toHaveLength(1)
  expect(await linesOf(client, id)).toEqual(['user: mine', 'assistant: mine'])
})

test('the checks come in order: the token, the conversation, the body, the answer', async () => {
  const { id, client } = await arrive()
  const wrong = { body: { message: 1 as never } }
  const post = (who: Client, conversationId: string, what: object) =>
    who.POST('/chat/{conversationId}/messages', { ...of(conversationId), ...what } as never)
  expect((await post(clientOf(), 'conv-none', wrong)).response.status).toBe(401)
  expect((await post(client, 'conv-none', wrong)).response.status).toBe(404)
  for (const body of [wrong, { body: {} }, { body: { message: ' ' } }, {}]) {
    const { response, error } = await post(client, id, body)
    expect([response.status, error]).toEqual([400, { error: expect.stringMatching(/\w/) }])
  }
  const broken = await fetch(`${server.url}/api/v1/chat/${id}/messages`, {
    method: 'POST',
    headers: { user_token: (await arrive()).token, 'content-type': 'application/json' },
    body: '{"message":',
  })
  expect(broken.status).toBe(404)
  expect(await linesOf(client, id)).toBeNull()
})

test('an answer that fails is 500, and what was asked is not in the conversation', async () => {
  await restart({
    responder: context =>
      context.text === 'fail'
        ? scriptedResponder(async function* () {
            yield { type: 'text-delta' as const, id: '0', delta: 'half' }
            throw new Error('away')
          })(context)
        : echoResponder()(context),
  })
  const { id, client } = await arrive()
  await send(client, id, 'one')
  const { response, error } = await send(client, id, 'fail')
  expect([response.status, error]).toEqual([500, { error: expect.stringMatching(/\w/) }])
  expect(await linesOf(client, id)).toEqual(['user: one', 'assistant: one'])
  await send(client, id, 'two')
  expect(await linesOf(client, id)).toEqual(['user: one', 'assistant: one', 'user: two', 'assistant: two'])
})

test('the token is the Bearer, else the header, and never the query', async () => {
  const { id, token } = await arrive()
  const other = await arrive()
  const status = async (headers: Record<string, string>) =>
    (await clientOf(headers).GET('/chat/{conversationId}', of(id))).response.status
  expect(await status({ authorization: `Bearer ${token}` })).toBe(200)
  expect(await status({ authorization: `Bearer ${token}`, user_token: other.token })).toBe(200)
  expect(await status({ authorization: `Bearer ${other.token}`, user_token: token })).toBe(404)
  expect(await status({ authorization: 'Basic YTpi', user_token: token })).toBe(200)
  expect((await fetch(`${server.url}/api/v1/chat/${id}?user_token=${token}`)).status).toBe(401)
})

test('the token lives for 24 hours; after that, or when it is wrong, a new conversation is of a new visitor', async () => {
  const { id, client, token } = await arrive()
  clock += DAY_MS - 1000
  expect((await client.GET('/chat')).response.status).toBe(200)
  clock += 1000
  expect((await client.GET('/chat')).response.status).toBe(401)
  for (const user_token of [token, 'cst_never_was']) {
    const { data, response } = await clientOf({ user_token }).POST('/chat')
    expect(response.status).toBe(201)
    const renewed = response.headers.get('x-session-token')!
    expect(renewed).not.toBe(token)
    const { data: list } = await clientOf({ user_token: renewed }).GET('/chat')
    expect(list!.conversations.map(entry => entry.id)).toEqual([data!.id])
    expect((await clientOf({ user_token: renewed }).GET('/chat/{conversationId}', of(id))).response.status).toBe(404)
  }
})

test('the session comes along with an answer that failed, too', async () => {
  const refused = await clientOf().POST('/chat', { body: { title: 'x'.repeat(201) } })
  expect(refused.response.status).toBe(400)
  expect(refused.response.headers.get('x-session-token')).toMatch(/^cst_/)
  const storage = memoryStorage()
  await restart({ storage: { ...storage, createConversation: () => Promise.reject(new Error('disk full')) } })
  const failed = await clientOf().POST('/chat')
  expect([failed.response.status, failed.error]).toEqual([500, { error: expect.stringMatching(/\w/) }])
  const user_token = failed.response.headers.get('x-session-token')!
  expect((await clientOf({ user_token }).GET('/chat')).data).toEqual({ conversations: [] })
})

test('from a page the session is bound to its origin, which must be an allowed one', async () => {
  const page = (origin: string, headers: Record<string, string> = {}) => ({ origin, ...headers })
  const evil = await clientOf(page('https://evil.example')).POST('/chat')
  expect([evil.response.status, evil.error]).toEqual([403, { error: expect.stringContaining('https://evil.example') }])
  expect(evil.response.headers.has('x-session-token')).toBe(false)
  expect(evil.response.headers.get('access-control-allow-origin')).toBe('*')
  expect(evil.response.headers.get('access-control-expose-headers')).toContain('x-session-token')
  const { response } = await clientOf(page(ORIGIN)).POST('/chat')
  expect(response.status).toBe(201)
  const user_token = response.headers.get('x-session-token')!
  const list = async (headers: Record<string, string>) => (await clientOf(headers).GET('/chat')).response.status
  expect(await list(page(ORIGIN, { user_token }))).toBe(200)
  expect(await list(page('https://evil.example', { user_token }))).toBe(403)
  expect(await list({ user_token })).toBe(403)
  const bare = (await arrive()).token
  expect(await list(page(ORIGIN, { user_token: bare }))).toBe(403)
  const preflight = await fetch(`${server.url}/api/v1/chat`, { method: 'OPTIONS', headers: { origin: ORIGIN } })
  expect(preflight.headers.get('access-control-allow-headers')).toContain('user_token')
})

test('a conversation is the same one on the native routes, and one begun there is listed here', async () => {
  const { id, token, client } = await arrive('Named')
  await send(client, id, 'one')
  const native = { send: (path: string, sent?: object) => server.parley.send(path, { ...sent, origin: null }) }
  expect((await messagesOf(native, token, `/v1/conversations/${id}`)).map(textOf)).toEqual(['one', 'one'])
  const begun = await native.send('/v1/conversations', { token, body: { title: 'Begun there' } })
  const { id: other } = (await begun.json()) as { id: string }
  const { data } = await client.GET('/chat')
  expect(new Set(data!.conversations.map(({ title }) => title))).toEqual(new Set(['Begun there', 'Named']))
  expect((await send(client, other, 'two')).data!.message.content).toBe('two')
})
