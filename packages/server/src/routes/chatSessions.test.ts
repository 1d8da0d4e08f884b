import type { ChatSession } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { memoryStorage } from '../storage/memoryStorage.ts'
import type { Token } from '../storage/Storage.ts'
import { ORIGIN, problemOf, PUBLISHABLE_KEY, SECRET_KEY, testServer, type TestServer } from '../testing/testServer.ts'

const secret = { token: SECRET_KEY, origin: null }
const answerOf = async (response: Response) =>
  response.status < 400 ? [response.status] : [response.status, (await problemOf(response)).code]

describe('minting with the secret key', () => {
  const bad = [
    'null', '', ' ', '*', 'https://*', 'https://*.example.com', 'example.com', '//example.com', 'https:', 'https://',
    'https:///example.com', 'https:example.com', 'ftp://example.com', 'file:///x', 'javascript:alert(1)', 'data:,x',
    'blob:https://example.com/x', 'chrome-extension://abc', 'ws://example.com', 'wss://example.com', 'http://example.com',
    'http://example.com:8080', 'http://192.168.0.1', 'http://10.0.0.1', 'http://localhost.evil.com', 'http://127.0.0.1.evil.com',
    'http://[::2]', 'http://0.0.0.0', 'https://example.com/path', 'https://example.com//', 'https://example.com/.',
    'https://example.com?q', 'https://example.com/?q', 'https://example.com#f', 'https://user@example.com',
    'https://user:pass@example.com', 'https://@example.com', 'https://example.com\\', 'https://example.com\\@evil.com',
    ' https://example.com', 'https://example.com ', 'https://exam\tple.com', 'https://example.com\n', 'https://exam ple.com',
    'https://example.com:0x50', 'https://example.com:99999', 'https://example.com:-1', 'https://example.com:a',
    'https://example.com.', 'https://example..com', 'https://.', 'https://[::1', 'https://[gg::1]', 'https://exa%00mple.com',
    'https://exam\0ple.com', 'https://<script>', 'https://a b', 'https://example.com, https://other.com', `https://${'a'.repeat(400)}.com`,
  ] // prettier-ignore
  test.each(bad)('for %j is refused', async embedOrigin => {
    const { send } = testServer()
    expect(await answerOf(await send('/v1/chatSessions', { ...secret, body: { embedOrigin } }))).toEqual([
      400,
      'invalid_embed_origin',
    ])
  })

  test.each([
    ['https://example.com', 'https://example.com'],
    ['https://example.com/', 'https://example.com'],
    ['https://EXAMPLE.com', 'https://example.com'],
    ['HTTPS://example.com', 'https://example.com'],
    ['https://example.com:443', 'https://example.com'],
    ['https://example.com:8443', 'https://example.com:8443'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
    ['https://xn--mnchen-3ya.example', 'https://xn--mnchen-3ya.example'],
    ['https://192.168.0.1', 'https://192.168.0.1'],
    ['https://[2001:DB8::1]:444', 'https://[2001:db8::1]:444'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://app.localhost', 'http://app.localhost'],
    ['http://127.0.0.1:80', 'http://127.0.0.1'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    [null, null],
  ])('for %j binds the token to %j', async (embedOrigin, origin) => {
    const { send, mint } = testServer()
    const session = await mint({ embedOrigin })
    expect(session.embedOrigin).toBe(origin)
    expect((await send('/v1/conversations', { token: session.clientToken, origin })).status).toBe(200)
    const near = [
      'https://example.com.evil.com', 'https://evilexample.com', 'http://example.com', 'https://example.com:8444',
      'https://sub.example.com', 'http://localhost:5174', 'http://127.0.0.1:5173', 'https://EXAMPLE.com', 'null', '',
      'https://münchen.example', 'https://example.com/', 'https://example.com.', `${origin}, ${origin}`, 'http://[::1]',
    ] // prettier-ignore
    for (const other of near.filter(other => other !== origin && /^[ -~]*$/.test(other)))
      expect([
        other,
        ...(await answerOf(await send('/v1/conversations', { token: session.clientToken, origin: other }))),
      ]).toEqual([other, 403, 'origin_mismatch'])
  })

  test('answers a session that is as long as asked, for the user who is named', async () => {
    const now = 1_800_000_000_000
    const { mint } = testServer({ now: () => now })
    const session = await mint({ userIdentifier: 'ada@example.com', expiresAfter: 60 })
    expect(session).toMatchObject({
      status: 'active',
      userIdentifier: 'ada@example.com',
      expiresAfter: 60,
      expiresAt: new Date(now + 60_000).toISOString(),
    })
    expect(session).not.toHaveProperty('visitorToken')
    expect(session.clientToken).toMatch(/^cst_[\w-]{43}$/)
    expect((await mint()).expiresAfter).toBe(900)
    const again = await testServer().mint({ userIdentifier: 'ada@example.com' })
    expect(again.visitorId).toBe(session.visitorId)
    expect(session.visitorId).not.toContain('ada')
  })

  test.each([
    [{ expiresAfter: 59 }, 'expiresAfter'],
    [{ expiresAfter: 3601 }, 'expiresAfter'],
    [{ expiresAfter: 60.5 }, 'expiresAfter'],
    [{ expiresAfter: '900' }, 'expiresAfter'],
    [{ userIdentifier: '' }, 'userIdentifier'],
    [{ userIdentifier: 'x'.repeat(257) }, 'userIdentifier'],
    [{ userIdentifier: 'a\0b' }, 'userIdentifier'],
    [{ userIdentifier: 'u', visitorToken: 'vt_x' }, 'visitorToken'],
    [{ embedOrigin: undefined }, 'embedOrigin'],
    [{ embedOrigin: 5 }, 'embedOrigin'],
  ])('refuses %j by its field', async (body, field) => {
    const { send } = testServer()
    const response = await send('/v1/chatSessions', { ...secret, body: { embedOrigin: ORIGIN, ...body } })
    expect(response.status).toBe(422)
    expect((await problemOf(response)).errors!.map(error => error.path)).toEqual([field])
  })

  test('stores tokens only as hashes', async () => {
    const stored: Token[] = []
    const storage = memoryStorage()
    const server = testServer({
      storage: { ...storage, putTokens: (tokens, now) => (stored.push(...tokens), storage.putTokens(tokens, now)) },
    })
    const session = await server.mint()
    expect(stored).toHaveLength(2)
    const text = JSON.stringify(stored)
    expect(text).not.toContain(session.clientToken.slice(4))
    expect(text).not.toContain(session.visitorToken!.slice(3))
  })
})

describe('minting with the publishable key', () => {
  const page = (server: TestServer, origin: string | null, body: object = {}) =>
    server.send('/v1/chatSessions', { token: PUBLISHABLE_KEY, origin, body: { embedOrigin: origin, ...body } })

  test.each([
    ['https://shop.example', 201],
    ['https://a.docs.example', 201],
    ['https://a.b.docs.example', 201],
    ['http://localhost:5173', 201],
    ['https://docs.example', 403],
    ['https://adocs.example', 403],
    ['https://a.docs.example:444', 403],
    ['http://a.docs.example', 403, 'invalid_embed_origin'],
    ['https://a.docs.example.evil', 403],
    ['https://shop.example.evil', 403],
    ['https://shop.example:444', 403],
    ['https://xshop.example', 403],
    ['http://127.0.0.1:5173', 403],
    ['http://localhost:5174', 403],
  ])('on %s is %i', async (origin, status, code = 'origin_mismatch') => {
    const allowedOrigins = ['https://shop.example', 'https://*.docs.example', 'http://localhost:5173']
    const response = await page(testServer({ allowedOrigins }), origin)
    expect(await answerOf(response)).toEqual(
      status === 201 ? [201] : code === 'invalid_embed_origin' ? [400, code] : [status, code],
    )
  })

  test('or with a key that the server does not have, it says so, and asks for no other kind of key', async () => {
    const server = testServer({ allowedOrigins: [ORIGIN] })
    const mint = (token: string, origin: string | null) =>
      server.send('/v1/chatSessions', { token, origin, body: { embedOrigin: ORIGIN } })
    const answers = [
      await mint('pk_of_another_server', ORIGIN),
      await server.send('/v1/widget', { token: 'pk_of_another_server', origin: ORIGIN }),
      await mint('sk_of_another_server', null),
    ]
    expect(await Promise.all(answers.map(async answer => [answer.status, (await problemOf(answer)).detail]))).toEqual([
      [403, expect.stringMatching(/not have this publishable key.*PARLEY_PUBLISHABLE_KEY/)],
      [403, expect.stringMatching(/not have this publishable key.*PARLEY_PUBLISHABLE_KEY/)],
      [401, expect.stringMatching(/not have this secret key.*PARLEY_SECRET_KEY/)],
    ])
  })

  test('on a page that is not allowed tells the developer both origins and the fix', async () => {
    const server = testServer({
      allowedOrigins: ['http://localhost:5173', 'https://b.example', 'https://c.example', 'https://d.example'],
    })
    const { detail } = await problemOf(await page(server, 'http://127.0.0.1:5173'))
    expect(detail).toContain('http://127.0.0.1:5173')
    expect(detail).toContain('http://localhost:5173, https://b.example, https://c.example and 1 more')
    expect(detail).toContain('PARLEY_ALLOWED_ORIGINS')
  })

  test('for another origin than the page’s, without an origin, or for a user is refused', async () => {
    const server = testServer({ allowedOrigins: [ORIGIN, 'https://other.example'] })
    expect(await answerOf(await page(server, ORIGIN, { embedOrigin: 'https://other.example' }))).toEqual([
      403,
      'origin_mismatch',
    ])
    expect(await answerOf(await page(server, ORIGIN, { embedOrigin: null }))).toEqual([403, 'origin_mismatch'])
    expect(await answerOf(await page(server, null, { embedOrigin: ORIGIN }))).toEqual([403, 'origin_missing'])
    expect(await answerOf(await page(server, ORIGIN, { userIdentifier: 'u' }))).toEqual([403, 'forbidden'])
    expect(await answerOf(await server.send('/v1/chatSessions', { token: 'pk_test_unknown', body: {} }))).toEqual([
      403,
      'forbidden',
    ])
  })
})

describe('the visitor token', () => {
  const page = async (server: TestServer, visitorToken?: string, origin = ORIGIN, token = PUBLISHABLE_KEY) => {
    const body = { embedOrigin: origin, visitorToken }
    return (await (await server.send('/v1/chatSessions', { token, origin, body })).json()) as ChatSession
  }

  test('finds its visitor again, on its origin and key only, for thirty days since its last use', async () => {
    let clock = 1_800_000_000_000
    const other = 'https://other.example'
    const keys = [PUBLISHABLE_KEY, 'pk_test_public_0002']
    const server = testServer({ now: () => clock, allowedOrigins: [ORIGIN, other], publishableKey: keys })
    const first = await page(server)
    const token = first.visitorToken!
    for (let days = 0; days < 3; days++) {
      clock += 29 * 24 * 3_600_000
      expect(await page(server, token)).toMatchObject({ visitorId: first.visitorId, visitorToken: token })
    }
    for (const stranger of [
      await page(server, token, other),
      await page(server, token, ORIGIN, keys[1]),
      await page(server, 'vt_unknown'),
      await page(server, first.clientToken),
    ]) {
      expect(stranger.visitorId).not.toBe(first.visitorId)
      expect(stranger.visitorToken).not.toBe(token)
    }
    clock += 30 * 24 * 3_600_000
    expect((await page(server, token)).visitorId).not.toBe(first.visitorId)
  })

  test('ends with forget=true, and not without', async () => {
    const server = testServer()
    const first = await page(server)
    const end = (token: string, query = '') =>
      server.send(`/v1/chatSessions/current${query}`, { token, method: 'DELETE' })
    expect((await end(first.clientToken)).status).toBe(204)
    const second = await page(server, first.visitorToken)
    expect(second.visitorId).toBe(first.visitorId)
    expect((await end(second.clientToken, '?forget=maybe')).status).toBe(422)
    // Whoever did not hear that it was done may ask again, and for more.
    expect((await end(second.clientToken)).status).toBe(204)
    expect((await page(server, first.visitorToken)).visitorId).toBe(first.visitorId)
    expect((await end(second.clientToken, '?forget=true')).status).toBe(204)
    expect((await end(second.clientToken, '?forget=true')).status).toBe(204)
    expect((await end('cst_unknown')).status).toBe(401)
    const away = { token: second.clientToken, method: 'DELETE', origin: 'https://other.example' }
    expect((await server.send('/v1/chatSessions/current', away)).status).toBe(403)
    expect((await page(server, first.visitorToken)).visitorId).not.toBe(first.visitorId)
  })
})

test('a page of the server’s own origin reads without Origin, where the server knows its origin', async () => {
  const server = testServer({ publicOrigin: ORIGIN })
  const { clientToken: token } = await server.mint()
  const headers = { 'sec-fetch-site': 'same-origin' }
  const read = (more: object) => server.send('/v1/conversations', { token, origin: null, headers, ...more })
  expect((await read({})).status).toBe(200)
  expect(await answerOf(await read({ headers: { 'sec-fetch-site': 'same-site' } }))).toEqual([403, 'origin_missing'])
  expect(await answerOf(await read({ headers: {} }))).toEqual([403, 'origin_missing'])
  expect(await answerOf(await read({ method: 'POST', body: {} }))).toEqual([403, 'origin_missing'])
  const { clientToken: elsewhere } = await server.mint({ embedOrigin: 'https://other.example' })
  expect(await answerOf(await read({ token: elsewhere }))).toEqual([403, 'origin_missing'])
  expect((await server.send('/v1/widget', { token: PUBLISHABLE_KEY, origin: null, headers })).status).toBe(200)
  expect((await server.send('/v1/widget', { token: PUBLISHABLE_KEY, origin: null })).status).toBe(403)
  expect((await server.send('/v1/widget', { token: PUBLISHABLE_KEY, origin: 'https://evil.example' })).status).toBe(403)
})

test('connection.origin stands in for the header, where a browser drops it', async () => {
  const server = testServer()
  const { clientToken } = await server.mint()
  const request = () =>
    new Request('http://x/v1/conversations', { headers: { authorization: `Bearer ${clientToken}` } })
  expect((await server.fetch(request(), { origin: ORIGIN })).status).toBe(200)
  expect((await server.fetch(request(), { origin: 'https://evil.example' })).status).toBe(403)
  expect((await server.fetch(request())).status).toBe(403)
})

test('two secret keys are good at once, while they rotate', async () => {
  const { send } = testServer({ secretKey: [SECRET_KEY, 'sk_test_secret_0002'] })
  for (const [token, status] of [
    [SECRET_KEY, 201],
    ['sk_test_secret_0002', 201],
    ['sk_test_secret_0003', 401],
    [`${SECRET_KEY}x`, 401],
  ] as const)
    expect((await send('/v1/chatSessions', { token, origin: null, body: { embedOrigin: null } })).status).toBe(status)
})

test.each([
  [{ secretKey: 'not a key' }, /secretKey must be/],
  [{ publishableKey: 'sk_0123456789' }, /publishableKey must be/],
  [{ allowedOrigins: ['https://a.example/path'] }, /is not an origin/],
  [{ allowedOrigins: ['https://*.com'] }, /sites of other people/],
  [{ allowedOrigins: ['*'] }, /is not an origin/],
  [{ publicOrigin: 'chat.example.com' }, /is not an origin/],
])('a server with %j is not made', (options, message) => {
  expect(() => testServer(options)).toThrow(message)
})
