import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../node/startServer.ts'
import { credentialOf, example, missing, nameOf, rows, type Row } from '../testing/dialectRows.ts'
import { allowed, letIn, shop, shutOut } from '../testing/originVectors.ts'

// The origins of node/origins.test.ts on every row of every dialect, over real HTTP, with headers as they are written.

const secretKey = 'sk_origins_test_02'
let server: RunningServer
let bound: string
let unbound: string

const send = (method: string, path: string, headers: string[], body?: unknown) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const all = ['host', 'x', ...headers]
    if (body !== undefined)
      all.push('content-type', 'application/json', 'content-length', String(Buffer.byteLength(text)))
    const sent = request({ port: new URL(server.url).port, method, path, headers: all }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        expect(response.headers['access-control-allow-origin']).toBe('*')
        resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() })
      })
    })
    sent.on('error', reject)
    sent.end(text)
  })

const ask = (row: Row, token: string | undefined, origins: readonly string[], more: string[] = []) => {
  const { body, query = '', headers = {} } = example[nameOf(row)]!(missing)
  const credential = token === undefined ? {} : credentialOf[row.dialect](token, row)
  const given = Object.entries({ ...headers, ...credential }).flat()
  const path = row.path.replace(/\{\w+\}/, missing.conversationId) + query
  return send(row.method, path, [...given, ...origins.flatMap(origin => ['origin', origin]), ...more], body)
}

const mint = async (embedOrigin: string | null) => {
  const headers = ['authorization', `Bearer ${secretKey}`]
  const { body } = await send('POST', '/v1/chatSessions', headers, { embedOrigin, userIdentifier: 'ada' })
  return (JSON.parse(body) as { clientToken: string }).clientToken
}

beforeAll(async () => {
  server = await startServer({
    settings: {
      PARLEY_SECRET_KEY: secretKey,
      PARLEY_PUBLISHABLE_KEY: 'pk_origins_test_02',
      PARLEY_PORT: '0',
      PARLEY_OVERLOAD_MS: '0',
      DATABASE_URL: 'memory:',
      PARLEY_RESPONDER: 'echo',
      PARLEY_ALLOWED_ORIGINS: allowed.join(),
      PARLEY_RATE_LIMIT: '100000/min',
      PARLEY_DIALECTS: 'all',
    },
  })
  bound = await mint(shop)
  unbound = await mint(null)
})
afterAll(() => server.close(500))

const ofVisitors = rows.filter(({ access }) => access !== 'secret')

test('a token that is bound to a page works from no other, on any row', async () => {
  const wrong: string[] = []
  for (const row of ofVisitors) {
    for (const origin of shutOut) {
      const { status } = await ask(row, bound, [origin])
      if (status !== 403) wrong.push(`${nameOf(row)} from ${origin}: ${status}`)
    }
    for (const origins of [[shop, shop], [shop, 'null'], ['https://evil.example', shop], []]) {
      const { status } = await ask(row, bound, origins)
      if (status !== 403) wrong.push(`${nameOf(row)} from ${origins.join(' and ')}: ${status}`)
    }
    const { status } = await ask(row, bound, [shop])
    if (status === 401 || status === 403) wrong.push(`${nameOf(row)} from its own page: ${status}`)
  }
  expect(wrong).toEqual([])
}, 120_000)

test('a token that is bound to no page works from no page, on any row', async () => {
  const wrong: string[] = []
  for (const row of ofVisitors) {
    const pages = [...letIn, 'null', '', 'https://evil.example'].map(origin => ask(row, unbound, [origin]))
    const sites = ['same-origin', 'same-site', 'cross-site', 'none'].map(site =>
      ask(row, unbound, [], ['sec-fetch-site', site]),
    )
    for (const { status } of await Promise.all([...pages, ...sites]))
      if (status !== 403) wrong.push(`${nameOf(row)}: ${status}`)
  }
  expect(wrong).toEqual([])
}, 120_000)

test('who has no token gets a session on an allowed page, or bound to none, and nowhere else', async () => {
  const newcomers = rows.filter(({ access }) => access === 'newcomer')
  expect(newcomers.length).toBeGreaterThan(0)
  for (const row of newcomers) {
    for (const origin of letIn) expect([origin, (await ask(row, undefined, [origin])).status]).toEqual([origin, 201])
    expect((await ask(row, undefined, [])).status).toBe(201)
    const wrong: string[] = []
    for (const origin of shutOut) {
      const { status } = await ask(row, undefined, [origin])
      if (status !== 403 && status !== 400) wrong.push(`${origin}: ${status}`)
    }
    expect(wrong).toEqual([])
  }
}, 60_000)

test('a session that is minted over a dialect is for an origin, as it is natively', async () => {
  const create = (embed_origin: unknown) =>
    send('POST', '/rpc/chatSessions.create', ['gram-key', secretKey, 'gram-project', 'x'], { embed_origin })
  const natively = (embedOrigin: string) =>
    send('POST', '/v1/chatSessions', ['authorization', `Bearer ${secretKey}`], { embedOrigin })
  const read = ({ status, body }: { status: number; body: string }) => {
    const { embedOrigin, embed_origin } = JSON.parse(body) as Record<string, string>
    return status < 300 ? ['for', embedOrigin ?? embed_origin] : ['refused', status]
  }
  const answers = await Promise.all(shutOut.map(async origin => [origin, ...read(await create(origin))] as const))
  expect(answers.filter(([, outcome]) => outcome === 'refused').length).toBeGreaterThan(40)
  for (const [origin, ...answer] of answers) expect([origin, answer]).toEqual([origin, read(await natively(origin))])
  for (const embedOrigin of [null, 7, {}, undefined])
    expect([embedOrigin, (await create(embedOrigin)).status]).toEqual([embedOrigin, 400])
  for (const embedOrigin of letIn) {
    const { status, body } = await create(embedOrigin)
    expect([status, (JSON.parse(body) as { embed_origin: string }).embed_origin]).toEqual([200, embedOrigin])
  }
})
