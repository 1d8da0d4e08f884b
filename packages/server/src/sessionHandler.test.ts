import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { Hono } from 'hono'
import { afterEach, expect, test, vi } from 'vitest'
import { chatSessionHandler, nodeChatSessionHandler } from './session.ts'
import { ORIGIN, SECRET_KEY, testServer } from './testing/testServer.ts'

const server = testServer()
const fetch = ((url: URL, init: RequestInit) => server.fetch(new Request(url, init))) as typeof globalThis.fetch
const options = { serverUrl: 'http://parley.test', secretKey: SECRET_KEY, embedOrigin: ORIGIN, fetch }
const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach(close => close()))

const listen = async (app: RequestListener): Promise<string> => {
  const http = createServer(app).listen(0, '127.0.0.1')
  await new Promise(resolve => http.once('listening', resolve))
  closers.push(() => http.close())
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/chat-session`
}

/** The same handler where customers put it: as a route handler of Next.js, in Hono, in Express. */
const hosts: Record<string, () => Promise<(headers?: Record<string, string>, method?: string) => Promise<Response>>> = {
  'Next.js': async () => {
    // app/api/chat-session/route.ts: export const POST = chatSessionHandler({ … })
    const POST = chatSessionHandler({ ...options, userIdentifier: request => request.headers.get('x-user') })
    return (headers = {}, method = 'POST') =>
      POST(
        new Request('https://shop.example/api/chat-session', { method, headers, ...(method === 'POST' && { body }) }),
      )
  },
  Hono: async () => {
    const app = new Hono()
    const handle = chatSessionHandler({ ...options, userIdentifier: async request => request.headers.get('x-user') })
    app.all('/api/chat-session', context => handle(context.req.raw))
    return async (headers = {}, method = 'POST') =>
      app.request('/api/chat-session', { method, headers, ...(method === 'POST' && { body }) })
  },
  Express: async () => {
    const app = express()
    // Middleware of the app, which knows who is signed in.
    app.use((request, _response, next) => {
      Object.assign(request, { user: request.headers['x-user'] })
      next()
    })
    app.all(
      '/api/chat-session',
      nodeChatSessionHandler({
        ...options,
        userIdentifier: (request: express.Request & { user?: string }) => request.user,
      }),
    )
    const url = await listen(app)
    return (headers = {}, method = 'POST') =>
      globalThis.fetch(url, { method, headers, ...(method === 'POST' && { body }) })
  },
}
/** What a page that means no good would send. */
const body = JSON.stringify({ embedOrigin: 'https://evil.example', userIdentifier: 'admin', expiresAfter: 3600 })

test.each(Object.keys(hosts))(
  '%s mints for the signed-in user and its own origin, whatever the body says',
  async name => {
    const ask = await hosts[name]!()
    const response = await ask({ 'x-user': 'ada', origin: ORIGIN })
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const session = (await response.json()) as { clientToken: string }
    expect(session).toMatchObject({ userIdentifier: 'ada', embedOrigin: ORIGIN, expiresAfter: 900 })
    expect((await server.send('/v1/conversations', { token: session.clientToken })).status).toBe(200)
  },
)

test.each(Object.keys(hosts))('%s refuses who is not signed in, other sites and other methods', async name => {
  const ask = await hosts[name]!()
  const told = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]
  expect(await told(await ask({ origin: ORIGIN }))).toEqual([401, 'unauthorized'])
  expect(await told(await ask({ 'x-user': 'ada', origin: 'https://evil.example' }))).toEqual([403, 'origin_mismatch'])
  expect(await told(await ask({ 'x-user': 'ada', 'sec-fetch-site': 'cross-site' }))).toEqual([403, 'origin_mismatch'])
  const get = await ask({ 'x-user': 'ada' }, 'GET')
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
})

test('of several origins the one that asks is the session’s', async () => {
  const handle = chatSessionHandler({
    ...options,
    embedOrigin: [ORIGIN, 'https://b.example'],
    userIdentifier: () => 'u',
  })
  const mint = async (origin?: string) => {
    const request = new Request('https://b.example/s', { method: 'POST', headers: origin ? { origin } : {} })
    return ((await (await handle(request)).json()) as { embedOrigin: string }).embedOrigin
  }
  expect(await mint('https://b.example')).toBe('https://b.example')
  expect(await mint()).toBe(ORIGIN)
})

test('for Gram’s clients it answers as Gram did', async () => {
  const handle = chatSessionHandler({ ...options, userIdentifier: () => 'ada', shape: 'gram' })
  const session: unknown = await (await handle(new Request('https://a.example', { method: 'POST' }))).json()
  expect(session).toEqual({
    client_token: expect.stringMatching(/^cst_/) as string,
    embed_origin: ORIGIN,
    expires_after: 900,
    status: 'active',
    user_identifier: 'ada',
  })
})

test('a chat server that is away is 503 with Retry-After, and the reason is told to the backend only', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const away = () => Promise.reject(new TypeError('fetch failed'))
  const handle = chatSessionHandler({ ...options, fetch: away, userIdentifier: () => 'ada' })
  const response = await handle(new Request('https://a.example', { method: 'POST' }))
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await response.text()).not.toMatch(/parley\.test|fetch failed/)
  expect(String(told.mock.calls[0]![0])).toMatch(/could not reach/)
  told.mockRestore()
})

test('a chat server that never answers is 503 as well, after a time that can be set', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const silent = (_: unknown, init?: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal!.reason as Error))
    })
  const handle = chatSessionHandler({ ...options, fetch: silent, timeoutMs: 20, userIdentifier: () => 'ada' })
  const response = await handle(new Request('https://a.example', { method: 'POST' }))
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, 'unavailable'])
  expect(String(told.mock.calls[0]![0])).toMatch(/no answer .*within 0\.02 s/)
  told.mockRestore()
})

type Answer = (response: ServerResponse) => void
const timeout: Answer = response => response.writeHead(504).end('too late')
const redirect: Answer = response => response.writeHead(302, { location: '/login' }).end()

test.each<[string, Answer, number]>([
  ['a timeout of the host', timeout, 504],
  ['a redirect to a login', redirect, 302],
])('%s that has answered first stays the answer, and the process lives', async (_, answer, status) => {
  const settled: Promise<unknown>[] = []
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const userIdentifier = () => {
      answer(response)
      return 'ada'
    }
    settled.push(nodeChatSessionHandler({ ...options, userIdentifier })(request, response))
  }
  const url = await listen(handle)
  const response = await globalThis.fetch(url, { method: 'POST', redirect: 'manual' })
  expect(response.status).toBe(status)
  await expect(Promise.all(settled)).resolves.toEqual([undefined])
})

test('the promise of the Node handler is kept once it has answered, for hosts that wait for one', async () => {
  let ended = false
  const url = await listen((request, response) => {
    void nodeChatSessionHandler({ ...options, userIdentifier: () => 'ada' })(request, response).then(
      () => (ended = response.writableEnded),
    )
  })
  expect((await globalThis.fetch(url, { method: 'POST' })).status).toBe(201)
  expect(ended).toBe(true)
})

test('a response that cannot be written is told in the console, and nothing is thrown', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const handle = nodeChatSessionHandler({ ...options, userIdentifier: () => 'ada' })
  const gone = () => {
    throw new Error('gone')
  }
  await handle({ method: 'POST', headers: {} }, { writeHead: gone })
  expect(told.mock.calls.flat().map(String)).toEqual(['Error: gone'])
  told.mockRestore()
})
