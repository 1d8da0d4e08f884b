import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ChatServerOptions } from '../app.ts'
import { createLimits } from '../node/createLimits.ts'
import { clientAddress } from '../routes/http/clientAddress.ts'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { StorageUnavailable, type Storage } from '../storage/Storage.ts'
import { converse, messagesOf, ORIGIN, problemOf, PUBLISHABLE_KEY, say, testServer } from '../testing/testServer.ts'
import { network, type Limits } from './Limits.ts'

afterEach(() => vi.useRealTimers())

const limited = (options: { rate?: string; anonymous?: string } & ChatServerOptions = {}) => {
  const { rate = '1000/min', anonymous = '1000/h', ...rest } = options
  return testServer({ limits: createLimits({ rateLimit: rate, anonymousLimit: anonymous }), ...rest })
}

const expectLimited = async (response: Response) => {
  expect(response.status).toBe(429)
  expect((await problemOf(response)).code).toBe('rate_limited')
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
}

describe('sends', () => {
  test('are counted per visitor, and go on when the time is over', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const server = limited({ rate: '2/min' })
    const { token, path } = await converse(server)
    const send = () => server.send(`${path}/messages`, { token, body: { message: say('x') } })
    expect((await send()).status).toBe(200)
    const refused = await send()
    const after = Number(refused.headers.get('retry-after'))
    await expectLimited(refused)
    expect(after).toBeLessThanOrEqual(60)
    expect(await messagesOf(server, token, path)).toHaveLength(4)
    const other = await server.mint()
    const fresh = await server.send('/v1/conversations', { token: other.clientToken, body: { message: say('y') } })
    expect(fresh.status).toBe(201)
    await vi.advanceTimersByTimeAsync(after * 1000)
    expect((await send()).status).toBe(200)
  })

  test('are counted for creating, sending and writing again, and for nothing else', async () => {
    const server = limited({ rate: '3/min' })
    const { token, path, replyId } = await converse(server)
    await server.send(`${path}/messages/${replyId}/regenerate`, { token, method: 'POST' })
    await server.send(`${path}/messages`, { token, body: { message: say('x') } })
    await expectLimited(await server.send('/v1/conversations', { token, body: { message: say('x') } }))
    await expectLimited(await server.send(`${path}/messages`, { token, body: { message: say('x') } }))
    const last = (await messagesOf(server, token, path)).at(-1)!
    await expectLimited(await server.send(`${path}/messages/${last.id}/regenerate`, { token, method: 'POST' }))
    await expectLimited(await server.send('/v1/conversations', { token, body: {} }))
    expect((await server.send(path, { token })).status).toBe(200)
  })

  test('that repeat an idempotency key are not counted, and answered also when the limit is reached', async () => {
    const server = limited({ rate: '2/min' })
    const { token, path } = await converse(server)
    const send = (key: string, text = 'again') =>
      server.send(`${path}/messages`, { token, headers: { 'idempotency-key': key }, body: { message: say(text) } })
    const first = await (await send('k')).json()
    for (let times = 0; times < 5; times++) expect(await (await send('k')).json()).toEqual(first)
    await expectLimited(await send('k2'))
    expect((await send('k', 'another body')).status).toBe(409)
  })

  test('are counted per address, whoever sends', async () => {
    const server = limited({ rate: '3/min', trustProxy: 1 })
    const send = async (address: string) => {
      const { clientToken: token } = await server.mint({ userIdentifier: crypto.randomUUID() })
      const headers = { 'x-forwarded-for': `6.6.6.6, ${address}` }
      return server.send('/v1/conversations', { token, headers, body: { message: say('x') } })
    }
    for (let times = 0; times < 3; times++) expect((await send('192.0.2.1')).status).toBe(201)
    await expectLimited(await send('192.0.2.1'))
    expect((await send('192.0.2.2')).status).toBe(201)
  })

  test('of all anonymous visitors have one limit together; known users do not count', async () => {
    const server = limited({ anonymous: '2/h' })
    await converse(server)
    await converse(server)
    const { clientToken: token } = await server.mint()
    await expectLimited(await server.send('/v1/conversations', { token, body: { message: say('x') } }))
    const { clientToken: known } = await server.mint({ userIdentifier: 'ada' })
    const sent = await server.send('/v1/conversations', { token: known, body: { message: say('x') } })
    expect(sent.status).toBe(201)
  })

  test('count conversations without a message per visitor and per address, and not as replies', async () => {
    const server = limited({ rate: '2/min', anonymous: '1/h', trustProxy: 1 })
    const create = (token: string, address: string) =>
      server.send('/v1/conversations', { token, headers: { 'x-forwarded-for': address }, body: { title: 'x' } })
    const { clientToken: token } = await server.mint()
    for (let times = 0; times < 2; times++) expect((await create(token, '192.0.2.1')).status).toBe(201)
    await expectLimited(await create(token, '192.0.2.2'))
    const list = await (await server.send('/v1/conversations', { token })).json()
    expect((list as { conversations: unknown[] }).conversations).toHaveLength(2)
    const { clientToken: other } = await server.mint()
    await expectLimited(await create(other, '192.0.2.1'))
    const headers = { 'x-forwarded-for': '192.0.2.3' }
    const reply = await server.send('/v1/conversations', { token: other, headers, body: { message: say('x') } })
    expect(reply.status).toBe(201)
  })

  test('that storage refuses are not counted', async () => {
    const storage = memoryStorage()
    let isAway = true
    const createConversation: Storage['createConversation'] = (...args) =>
      isAway ? Promise.reject(new StorageUnavailable('away')) : storage.createConversation(...args)
    const server = limited({ rate: '1/min', storage: { ...storage, createConversation } })
    const { clientToken: token } = await server.mint()
    for (let times = 0; times < 3; times++)
      expect((await server.send('/v1/conversations', { token, body: {} })).status).toBe(503)
    isAway = false
    expect((await server.send('/v1/conversations', { token, body: {} })).status).toBe(201)
  })

  test('over the limit ask the storage only for what an idempotency key names', async () => {
    const storage = memoryStorage()
    let asked = 0
    const beginRun: Storage['beginRun'] = (...args) => (asked++, storage.beginRun(...args))
    const server = limited({ rate: '1/min', storage: { ...storage, beginRun } })
    const { token, path } = await converse(server)
    const send = (headers: Record<string, string>) =>
      server.send(`${path}/messages`, { token, headers, body: { message: say('x') } })
    await expectLimited(await send({}))
    expect(asked).toBe(1)
    await expectLimited(await send({ 'idempotency-key': 'k' }))
    expect(asked).toBe(2)
    await server.close()
  })

  test('that cannot be counted take no place of a reply', async () => {
    const counted = createLimits({ rateLimit: '9/min', anonymousLimit: '9/h' })
    let isAway = false
    const limits: Limits = {
      ...counted,
      take: counts => (isAway ? Promise.reject(new StorageUnavailable('away')) : counted.take(counts)),
    }
    const server = testServer({ limits, maxReplies: 1 })
    const { clientToken: token } = await server.mint()
    isAway = true
    const send = () => server.send('/v1/conversations', { token, body: { message: say('x') } })
    for (let times = 0; times < 2; times++) expect((await send()).status).toBe(503)
    isAway = false
    expect((await send()).status).toBe(201)
    await server.close()
  })

  test('without limits are not counted', async () => {
    const server = testServer()
    const { token, path } = await converse(server)
    for (let times = 0; times < 70; times++)
      expect((await server.send(`${path}/messages`, { token, body: { message: say('x') } })).status).toBe(200)
  })
})

describe('mints', () => {
  const page = (server: ReturnType<typeof limited>, address: string, origin = ORIGIN) =>
    server.send('/v1/chatSessions', {
      token: PUBLISHABLE_KEY,
      origin,
      headers: { 'x-forwarded-for': address },
      body: { embedOrigin: origin, note: 'body' },
    })

  test('are counted per address', async () => {
    const server = limited({ rate: '2/min', trustProxy: 1 })
    expect((await page(server, '192.0.2.1')).status).toBe(201)
    expect((await page(server, '192.0.2.1')).status).toBe(201)
    await expectLimited(await page(server, '192.0.2.1'))
    expect((await page(server, '192.0.2.2')).status).toBe(201)
  })

  test('of a backend are counted for each of its users', async () => {
    const server = limited({ rate: '2/min', trustProxy: 1 })
    const mint = (userIdentifier: string) =>
      server.mint({ userIdentifier }).then(
        () => 201,
        () => 429,
      )
    for (let times = 0; times < 5; times++) expect(await mint(`user-${times}`)).toBe(201)
  })

  test('are let in or not by authorizeMint, which sees the request whole', async () => {
    const seen: unknown[] = []
    const server = limited({
      authorizeMint: async request => {
        seen.push([request.headers.get('origin'), await request.json()])
        return request.headers.get('x-forwarded-for') === 'human'
      },
    })
    expect((await page(server, 'human')).status).toBe(201)
    const refused = await page(server, 'robot')
    expect([refused.status, (await problemOf(refused)).code]).toEqual([403, 'forbidden'])
    expect(seen).toEqual([
      [ORIGIN, { embedOrigin: ORIGIN, note: 'body' }],
      [ORIGIN, { embedOrigin: ORIGIN, note: 'body' }],
    ])
    expect((await page(server, 'human', 'https://evil.example')).status).toBe(403)
    expect(seen).toHaveLength(2)
    expect((await server.mint()).status).toBe('active')
  })

  test('are refused when authorizeMint fails', async () => {
    const server = limited({ authorizeMint: () => Promise.reject(new Error('captcha is away')) })
    expect((await page(server, 'x')).status).toBe(500)
  })
})

describe('the address', () => {
  const address = (trustProxy: number, forwarded: string | undefined, remoteAddress?: string) =>
    clientAddress(
      new Request('http://x', forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } }),
      remoteAddress === undefined ? {} : { remoteAddress },
      trustProxy,
    )
  test.each([
    [0, '6.6.6.6', '10.0.0.1', '10.0.0.1'],
    [1, '6.6.6.6, 192.0.2.1', '10.0.0.1', '192.0.2.1'],
    [2, '6.6.6.6, 192.0.2.1, 10.0.0.2', '10.0.0.1', '192.0.2.1'],
    [2, '192.0.2.1', '10.0.0.1', '192.0.2.1'],
    [1, undefined, '10.0.0.1', '10.0.0.1'],
    [1, 'unknown, <script>', '10.0.0.1', '10.0.0.1'],
    [1, '6.6.6.6, unknown', '10.0.0.1', '10.0.0.1'],
    [2, '6.6.6.6, 192.0.2.1, unknown', '10.0.0.1', '192.0.2.1'],
    [1, '192.0.2.1:4711', '10.0.0.1', '192.0.2.1'],
    [1, '[2001:db8::1]:443', '10.0.0.1', '2001:db8::1'],
    [1, '2001:db8::1', undefined, '2001:db8::1'],
    [0, '192.0.2.1', undefined, undefined],
  ])('behind %i proxies with %j from %j is %j', (hops, forwarded, remote, expected) => {
    expect(address(hops, forwarded, remote)).toBe(expected)
  })

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (text, expected) => expect(network(text)).toBe(expected))
})

test.each(['', 'fast', '0/min', '5/y', '-1/s', '1/min ', '1.5/s'])('%j is no rate', rate => {
  expect(() => createLimits({ rateLimit: rate, anonymousLimit: '1/h' })).toThrow(/is not a rate/)
})
