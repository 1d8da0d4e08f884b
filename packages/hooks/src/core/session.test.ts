import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { chatSessionsCreate } from '../operations/chatSessionsCreate.ts'
import { chatSessionsRevoke } from '../operations/chatSessionsRevoke.ts'
import { conversationsList } from '../operations/conversationsList.ts'
import { createChat } from '../operations/createChat.ts'
import { parley } from '../backends/parley.ts'
import {
  createTestChat,
  TEST_PUBLISHABLE_KEY,
  TEST_SECRET_KEY,
  TEST_SERVER_URL,
  type TestChat,
} from '../testing/createTestChat.ts'
import { createChatClient, type ClientCore } from './createChatClient.ts'
import { publishableKey } from './publishableKey.ts'
import { secretKey } from './secretKey.ts'
import type { ChatSession, SessionSource } from './session.ts'
import { sessionUrl } from './sessionUrl.ts'

let chat: TestChat
afterEach(() => chat?.close())

/** Sessions minted by the real server, counted. */
function counted(identify: () => string = () => 'ada') {
  const source = vi.fn<SessionSource>(async () => {
    const response = await chat.server.fetch(
      new Request(`${TEST_SERVER_URL}/v1/chatSessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TEST_SECRET_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ embedOrigin: 'https://app.example', userIdentifier: identify() }),
      }),
    )
    return (await response.json()) as ChatSession
  })
  return source
}

describe('the session', () => {
  test('fifty requests refused with 401 mint once and are repeated once each', async () => {
    chat = createTestChat()
    const source = counted()
    const client = chat.createClient({ session: source })
    await conversationsList(client, {})
    expect(source).toHaveBeenCalledTimes(1)
    chat.faults.expireSessions()
    const before = chat.requests.length
    const results = await Promise.all(Array.from({ length: 50 }, () => conversationsList(client, {})))
    expect(results.every(result => result.ok)).toBe(true)
    expect(source).toHaveBeenCalledTimes(2)
    expect(chat.requests.length - before).toBe(100)
  })

  test('a visitor who is forgotten is gone from here, also where neither the server nor the storage can be reached', async () => {
    chat = createTestChat()
    vi.stubGlobal('origin', 'https://app.example')
    const client = chat.createClient({ session: publishableKey(TEST_PUBLISHABLE_KEY), retries: { strategy: 'none' } })
    await conversationsList(client, {})
    const { visitorId } = client
    chat.faults.failNext(503, { method: 'DELETE' })
    expect((await chatSessionsRevoke(client, { forget: true })).error?.code).toBe('unavailable')
    expect(client.visitorId).toBeNull()
    await conversationsList(client, {})
    expect(client.visitorId).not.toBeNull()
    expect(client.visitorId).not.toBe(visitorId)
    vi.unstubAllGlobals()
  })

  test('what was asked for a visitor ends with the session', async () => {
    chat = createTestChat()
    await conversationsList(chat.client, {})
    chat.faults.delayMs = 300
    const { length } = chat.requests
    const asked = conversationsList(chat.client, {})
    await vi.waitFor(() => expect(chat.requests.length).toBe(length + 1))
    chat.faults.delayMs = 0
    expect((await chatSessionsRevoke(chat.client)).ok).toBe(true)
    expect((await asked).error?.code).toBe('aborted')
  })

  test('says that it is being renewed', async () => {
    chat = createTestChat()
    const { store } = (chat.client as ClientCore).sessions
    const seen: string[] = []
    store.subscribe(({ status }) => seen.push(status))
    await conversationsList(chat.client, {})
    expect(seen).toEqual(['renewing', 'active'])
  })

  test('a permanent 401 ends after two requests with the error', async () => {
    chat = createTestChat()
    const client = chat.createClient({ session: counted() })
    await conversationsList(client, {})
    chat.faults.failNext(401, { times: 99, code: 'unauthorized' })
    const before = chat.requests.length
    const { error } = await conversationsList(client, {})
    expect(error).toMatchObject({ code: 'unauthorized', status: 401 })
    expect(chat.requests.length - before).toBe(2)
  })

  test('a hanging mint is bounded, and the next request tries again', async () => {
    chat = createTestChat()
    const real = counted()
    let hang = true
    const client = chat.createClient({
      timeoutMs: 1_000, // for the second mint too, on a busy machine
      retries: { strategy: 'none' },
      session: request => (hang ? new Promise(() => {}) : real(request)),
    })
    expect((await conversationsList(client, {})).error).toMatchObject({ code: 'timeout' })
    hang = false
    await new Promise(resolve => setTimeout(resolve, 1_050))
    expect((await conversationsList(client, {})).ok).toBe(true)
  })

  test('is renewed before it ends, without a refused request', async () => {
    chat = createTestChat()
    const source = counted()
    const client = chat.createClient({
      session: async request => ({ ...(await source(request)), expiresAfter: 0.05 }),
    })
    await conversationsList(client, {})
    await new Promise(resolve => setTimeout(resolve, 60))
    expect((await conversationsList(client, {})).ok).toBe(true)
    expect(source).toHaveBeenCalledTimes(2)
    expect(source.mock.calls[1]![0].reason).toBe('expiring')
  })

  test('work of the former visitor is dropped when a renewal answers another', async () => {
    chat = createTestChat()
    let user = 'ada'
    const client = chat.createClient({ session: counted(() => user) })
    await conversationsList(client, {})
    const ada = client.visitorId
    const { value: stream } = await createChat(client, { message: { text: 'for ada' } })
    user = 'bob'
    chat.faults.expireSessions()
    const { error } = await conversationsList(client, {})
    expect(error).toMatchObject({ code: 'aborted' })
    expect(client.visitorId).not.toBe(ada)
    await stream!.final.catch(() => {})
    expect((await conversationsList(client, {})).value!.conversations).toEqual([])
  })

  test('a renewal that fails while the session is still good takes nothing away', async () => {
    chat = createTestChat()
    const real = counted()
    let broken = false
    const client = chat.createClient({
      retries: { strategy: 'none' },
      session: async request => {
        if (broken) throw new TypeError('fetch failed')
        return { ...(await real(request)), expiresAfter: 2 }
      },
    })
    await conversationsList(client, {})
    broken = true
    await new Promise(resolve => setTimeout(resolve, 1_100)) // past half its life
    expect((await conversationsList(client, {})).ok).toBe(true)
    await new Promise(resolve => setTimeout(resolve, 1_000)) // past all of it
    expect((await conversationsList(client, {})).error).toMatchObject({ code: 'network' })
  })

  test('what was minted for a visitor who has left is used by nobody', async () => {
    chat = createTestChat()
    const real = counted()
    const mints: (() => void)[] = []
    const client = chat.createClient({
      session: async request => {
        const session = await real(request)
        if (request.reason !== 'initial') await new Promise<void>(resolve => mints.push(resolve))
        return session
      },
    })
    await conversationsList(client, {})
    chat.faults.failNext(401, { code: 'session_expired', path: /conversations$/ })
    const waiting = conversationsList(client, {})
    await expect.poll(() => mints.length).toBe(1)
    const { sessions } = client as ClientCore
    sessions.clear()
    mints[0]!()
    expect((await waiting).error).toMatchObject({ code: 'aborted' })
    expect(client.visitorId).toBeNull()
    expect(sessions.store.getState().session).toBeNull()
  })

  test('a stream that waits to be resumed is not asked for again as another visitor', async () => {
    chat = createTestChat()
    const client = chat.createClient({ session: counted(() => 'ada') })
    chat.faults.cutAfter(0, { times: 99 })
    const { value: stream } = await createChat(client, { message: { text: 'SECRET OF ADA' } })
    const bob = chat.createClient({ userIdentifier: 'bob' })
    await conversationsList(bob, {})
    const { sessions } = client as ClientCore
    sessions.adopt((await (bob as ClientCore).sessions.get())!)
    await expect(stream!.final).rejects.toMatchObject({ code: 'aborted' })
    const secrets = chat.requests.filter(request => request.body?.includes('SECRET'))
    expect(secrets.length).toBeGreaterThan(0)
    expect(new Set(secrets.map(request => request.headers.get('authorization'))).size).toBe(1)
    expect((await conversationsList(client, {})).value!.conversations).toEqual([])
  })

  test('publishableKey mints for the page and finds the visitor again by the kept token', async () => {
    chat = createTestChat()
    const storage = new Map<string, string>()
    vi.stubGlobal('origin', 'https://app.example')
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => void storage.set(name, value),
    })
    const first = chat.createClient({ session: publishableKey(TEST_PUBLISHABLE_KEY) })
    await (
      await createChat(first, { message: { text: 'hello' } })
    ).value!.final
    const second = chat.createClient({ session: publishableKey(TEST_PUBLISHABLE_KEY) })
    expect((await conversationsList(second, {})).value!.conversations).toHaveLength(1)
    expect(second.visitorId).toBe(first.visitorId)
    expect([...storage.keys()]).toEqual([`parley:visitor:${TEST_SERVER_URL}:${TEST_PUBLISHABLE_KEY}`])
    expect([...storage.values()].join()).not.toContain('cst_')
    // Forgetting does not wait for a server that is away.
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => void storage.set(name, value),
      removeItem: (name: string) => void storage.delete(name),
    })
    chat.faults.offline = true
    const forgetting = chatSessionsRevoke(second, { forget: true }, { retries: { strategy: 'none' } })
    expect(storage.size).toBe(0)
    expect((await forgetting).ok).toBe(false)
    expect(second.visitorId).toBeNull()
    vi.unstubAllGlobals()
  })

  test('a visitor who is forgotten in one tab is a new one in the other, which goes on', async () => {
    chat = createTestChat()
    const storage = new Map<string, string>()
    vi.stubGlobal('origin', 'https://app.example')
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => void storage.set(name, value),
      removeItem: (name: string) => void storage.delete(name),
    })
    const tab = () => chat.createClient({ session: publishableKey(TEST_PUBLISHABLE_KEY) })
    const one = tab()
    await (
      await createChat(one, { message: { text: 'hello' } })
    ).value!.final
    const other = tab()
    expect((await conversationsList(other, {})).value!.conversations).toHaveLength(1)
    expect((await chatSessionsRevoke(one, { forget: true })).ok).toBe(true)
    chat.faults.expireSessions()
    // What was asked as the former visitor is not answered as the new one.
    expect((await conversationsList(other, {})).error).toMatchObject({ code: 'aborted' })
    expect((await conversationsList(other, {})).value).toEqual({ conversations: [], nextCursor: null })
    expect(other.visitorId).not.toBe(one.visitorId)
    vi.unstubAllGlobals()
  })

  test('an origin that is not allowed is refused by name, and readable', async () => {
    chat = createTestChat({ allowedOrigins: ['https://elsewhere.example'] })
    vi.stubGlobal('origin', 'https://app.example')
    const client = chat.createClient({ session: publishableKey(TEST_PUBLISHABLE_KEY) })
    const { error } = await conversationsList(client, {})
    expect(error).toMatchObject({ code: 'origin_mismatch', status: 403 })
    expect(error!.message).toContain('https://app.example')
    expect(error!.message).toContain('https://elsewhere.example')
    vi.unstubAllGlobals()
  })

  test('secretKey serves a backend without an origin', async () => {
    chat = createTestChat()
    const client = createChatClient({
      backend: parley({ baseUrl: TEST_SERVER_URL }),
      session: secretKey(TEST_SECRET_KEY),
      fetch: (input, init) => chat.server.fetch(new Request(input, init)),
    })
    expect((await conversationsList(client, {})).ok).toBe(true)
  })

  test('secretKey mints as its call says, and revokes any session', async () => {
    chat = createTestChat()
    const seen: (string | null)[] = []
    const client = createChatClient({
      backend: parley({ baseUrl: TEST_SERVER_URL }),
      session: secretKey(TEST_SECRET_KEY),
      fetch: async (input, init) => {
        const request = new Request(input, init)
        seen.push(request.headers.get('x-a'))
        return seen.length === 1 ? new Response(null, { status: 503 }) : chat.server.fetch(request)
      },
    })
    expect(inspect(client, { depth: 9 })).not.toContain(TEST_SECRET_KEY)
    const options = { retries: { strategy: 'none' }, fetchOptions: { headers: { 'x-a': 'b' } } } as const
    expect((await chatSessionsCreate(client, { userIdentifier: 'eve' }, options)).error?.status).toBe(503)
    const eve = (await chatSessionsCreate(client, { userIdentifier: 'eve' }, options)).value!
    expect(seen).toEqual(['b', 'b'])
    const asEve = chat.createClient({ session: async () => ({ ...eve, embedOrigin: null }) })
    expect(await chatSessionsRevoke(client, { id: eve.id })).toMatchObject({ ok: true })
    expect((await conversationsList(asEve, {}, { retries: { strategy: 'none' } })).error?.code).toBe('session_revoked')
  })

  test('sessionUrl posts the reason to the customer and uses what comes back', async () => {
    chat = createTestChat()
    const source = counted()
    const bodies: unknown[] = []
    const client = chat.createClient({
      session: sessionUrl('https://shop.example/api/chat-session'),
      fetch: async (input, init) => {
        if (!(input as string).startsWith('https://shop.example')) return chat.fetch(input, init)
        bodies.push(JSON.parse(init!.body as string))
        expect(init).toMatchObject({ method: 'POST', credentials: 'same-origin' })
        return Response.json(await source(undefined as never), { status: 201 })
      },
    })
    expect((await conversationsList(client, {})).ok).toBe(true)
    expect(bodies).toEqual([{ reason: 'initial' }])
  })

  test('a source that answers nonsense says what it must answer', async () => {
    chat = createTestChat()
    const client = chat.createClient({ session: async () => ({}) as ChatSession })
    expect((await conversationsList(client, {})).error).toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('no ChatSession'),
    })
  })
})

test.each<[key: string | undefined, code: string]>([
  ['sk_leaked', 'secret_key_in_browser'],
  [undefined, 'bad_request'],
  ['', 'bad_request'],
  ['cst_1', 'bad_request'],
])('publishableKey(%j) says what it takes, and nothing of what it was given', (key, code) => {
  const message = 'Use a pk_ key; rotate an sk_ key given here.'
  expect(() => publishableKey(key!)).toThrow(expect.objectContaining({ code, message }))
})
