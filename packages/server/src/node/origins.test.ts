import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowed, letIn, shop, shutOut } from '../testing/originVectors.ts'
import { startServer, type RunningServer } from './startServer.ts'

// Over real HTTP, with headers as they are written on the wire.

const keys = { PARLEY_SECRET_KEY: 'sk_origins_test_01', PARLEY_PUBLISHABLE_KEY: 'pk_origins_test_01' }

let server: RunningServer
const tokens = new Map<string | null, string>()

interface Answer {
  status: number
  code: string | undefined
  session: { clientToken: string; embedOrigin: string }
}

const call = (method: string, path: string, token: string, origins: string[], body?: object, more: string[] = []) =>
  new Promise<Answer>((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = [
      'host',
      'x',
      'authorization',
      `Bearer ${token}`,
      ...origins.flatMap(origin => ['origin', origin]),
      ...more,
    ]
    if (body) headers.push('content-type', 'application/json', 'content-length', String(Buffer.byteLength(text)))
    const sent = request({ port: new URL(server.url).port, method, path, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString()
        const read = (answer ? JSON.parse(answer) : {}) as { code?: string } & Answer['session']
        expect(response.headers['access-control-allow-origin']).toBe('*')
        expect(response.headers['access-control-allow-credentials']).toBeUndefined()
        resolve({ status: response.statusCode!, code: read.code, session: read })
      })
    })
    sent.on('error', reject)
    sent.end(text)
  })

const mint = (embedOrigin: unknown, origins: string[], token = keys.PARLEY_PUBLISHABLE_KEY) =>
  call('POST', '/v1/chatSessions', token, origins, { embedOrigin })

beforeAll(async () => {
  server = await startServer({
    settings: {
      ...keys,
      PARLEY_PORT: '0',
      PARLEY_OVERLOAD_MS: '0',
      DATABASE_URL: 'memory:',
      PARLEY_RESPONDER: 'echo',
      PARLEY_ALLOWED_ORIGINS: allowed.join(),
      PARLEY_RATE_LIMIT: '100000/min',
    },
  })
  for (const origin of [shop, 'https://[2001:db8::1]', 'https://xn--mnchen-3ya.example', null]) {
    const { session } = await mint(origin, [], keys.PARLEY_SECRET_KEY)
    tokens.set(origin, session.clientToken)
  }
})
afterAll(() => server.close(500))

test('there are more than a hundred vectors', () => {
  expect(new Set(shutOut).size).toBe(shutOut.length)
  expect(shutOut.length).toBeGreaterThan(100)
})

describe('at mint, by the allow-list', () => {
  test.each(letIn)('%s is let in', async origin => {
    const { status, session } = await mint(origin, [origin])
    expect([status, session.embedOrigin]).toEqual([201, origin])
  })

  test('no other page is let in, whatever it says embedOrigin is', async () => {
    const wrong: string[] = []
    for (const origin of shutOut)
      for (const embedOrigin of [origin, shop, null]) {
        const { status, code } = await mint(embedOrigin, [origin])
        if (!/^400 invalid_embed_origin|^403 origin_(mismatch|missing)/.test(`${status} ${code}`))
          wrong.push(`${origin} for ${embedOrigin}: ${status} ${code}`)
      }
    expect(wrong).toEqual([])
  }, 60_000)

  test('several Origin headers are none that is allowed, in whatever order', async () => {
    for (const origins of [
      [shop, shop],
      [shop, 'null'],
      ['null', shop],
      [shop, 'https://evil.example'],
      ['https://evil.example', shop],
      ['', shop],
    ])
      // prettier-ignore
      expect([origins, (await mint(shop, origins)).status]).toEqual([origins, 403])
  })

  test('an embedOrigin is not inferred from Host, Referer or X-Forwarded-Host', async () => {
    const more = ['referer', `${shop}/page`, 'x-forwarded-host', 'shop.example', 'forwarded', 'host=shop.example']
    const answer = await call('POST', '/v1/chatSessions', keys.PARLEY_PUBLISHABLE_KEY, [], { embedOrigin: shop }, more)
    expect([answer.status, answer.code]).toEqual([403, 'origin_missing'])
  })
})

describe('per request, with a token that is bound', () => {
  test.each([shop, 'https://[2001:db8::1]', 'https://xn--mnchen-3ya.example'])(
    'to %s, only that is let in',
    async bound => {
      const token = tokens.get(bound)!
      expect((await call('GET', '/v1/conversations', token, [bound])).status).toBe(200)
      const others = [...shutOut, ...letIn].filter(origin => origin !== bound)
      const wrong: unknown[] = []
      for (const origin of others) {
        const { status, code } = await call('GET', '/v1/conversations', token, [origin])
        if (status !== 403 || code !== 'origin_mismatch') wrong.push([origin, status, code])
      }
      expect(wrong).toEqual([])
      for (const origins of [
        [bound, bound],
        [bound, 'null'],
        ['https://evil.example', bound],
      ])
        expect((await call('GET', '/v1/conversations', token, origins)).code).toBe('origin_mismatch')
      expect((await call('GET', '/v1/conversations', token, [])).code).toBe('origin_missing')
      expect((await call('GET', '/v1/conversations', token, [], undefined, ['sec-fetch-site', 'same-origin'])).code).toBe('origin_missing') // prettier-ignore
    },
    60_000,
  )

  test('to none, no page is let in', async () => {
    const token = tokens.get(null)!
    expect((await call('GET', '/v1/conversations', token, [])).status).toBe(200)
    for (const origin of [...letIn, 'null', '', 'https://evil.example'])
      expect((await call('GET', '/v1/conversations', token, [origin])).code).toBe('origin_mismatch')
    for (const site of ['same-origin', 'same-site', 'cross-site', 'none', ''])
      expect((await call('GET', '/v1/conversations', token, [], undefined, ['sec-fetch-site', site])).code).toBe('origin_mismatch') // prettier-ignore
  })
})
