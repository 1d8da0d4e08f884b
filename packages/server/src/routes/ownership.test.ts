import { expect, test } from 'vitest'
import { messagesOf, ORIGIN, problemOf, PUBLISHABLE_KEY, SECRET_KEY, type Sent } from '../testing/testServer.ts'
import { ownershipActors } from '../testing/ownershipActors.ts'
import { routes } from './routes.ts'

// The matrix is made from the router's own list: a route that is added is in it, and fails until its row is right.

const bodies: Record<string, unknown> = {
  'chatSessions.create': { embedOrigin: ORIGIN },
  'chatSessions.revokeAll': { userIdentifier: 'somebody' },
  'visitors.erase': { userIdentifier: 'somebody' },
  'conversations.create': { title: 'x' },
  'conversations.update': { title: 'x' },
  'messages.send': { message: { role: 'user', parts: [{ type: 'text', text: 'x' }] } },
  'messages.feedback': { rating: 'up' },
}
const open = ['health.live', 'health.ready']
const withSecretKey = ['chatSessions.create', 'chatSessions.revoke', 'chatSessions.revokeAll', 'visitors.erase']

async function setUp() {
  const { server, owned, tokens } = await ownershipActors()
  const call = (route: (typeof routes)[number], sent: Sent, isThere = true) => {
    const path = route.path
      .replace('{conversationId}', isThere ? owned.conversationId : 'c_missing')
      .replace('{messageId}', isThere ? owned.replyId : 'm_missing')
      .replace('{characterId}', 'assistant')
      .replace('{id}', 'cs_missing')
    const body = bodies[route.operation]
    return server.send(path, { method: route.method, ...(body !== undefined && { body }), ...sent })
  }
  return { server, owned, tokens, call }
}

const answerOf = async (response: Response) => {
  if (response.status < 400) return [response.status]
  return [response.status, (await problemOf(response)).code]
}

type Row = [
  name: string,
  sent: (tokens: Awaited<ReturnType<typeof setUp>>['tokens']) => Sent,
  status: number,
  code: string,
]

const refused: Row[] = [
  ['no token', () => ({}), 401, 'unauthorized'],
  ['an unknown token', () => ({ token: 'cst_unknown' }), 401, 'unauthorized'],
  ['something else', () => ({ headers: { authorization: 'Basic eDp5' } }), 401, 'unauthorized'],
  ['an expired token', ({ expired }) => ({ token: expired }), 401, 'session_expired'],
  ['a revoked token', ({ revoked }) => ({ token: revoked }), 401, 'session_revoked'],
  ['another origin', ({ owner }) => ({ token: owner, origin: 'https://evil.example' }), 403, 'origin_mismatch'],
  ['two origins', ({ owner }) => ({ token: owner, origin: `${ORIGIN}, ${ORIGIN}` }), 403, 'origin_mismatch'],
  ['no origin', ({ owner }) => ({ token: owner, origin: null }), 403, 'origin_missing'],
  ['the null origin', ({ owner }) => ({ token: owner, origin: 'null' }), 403, 'origin_mismatch'],
  [
    'a secret key beside it',
    ({ owner }) => ({ token: owner, headers: { 'gram-key': 'Bearer sk_test_secret_0001' } }),
    403,
    'secret_key_in_browser',
  ],
  [
    'a secret key in whichever header',
    ({ owner }) => ({ token: owner, headers: { 'x-chat-key': SECRET_KEY } }),
    403,
    'secret_key_in_browser',
  ],
  ['a backend token with an origin', ({ backend }) => ({ token: backend, origin: ORIGIN }), 403, 'origin_mismatch'],
  [
    'a backend token from a browser',
    ({ backend }) => ({ token: backend, origin: null, headers: { 'sec-fetch-site': 'none' } }),
    403,
    'origin_mismatch',
  ],
  ['a visitor token', ({ visitor }) => ({ token: visitor }), 403, 'forbidden'],
  ['the secret key', () => ({ token: SECRET_KEY, origin: null }), 403, 'forbidden'],
  ['a secret key with an origin', () => ({ token: SECRET_KEY }), 403, 'secret_key_in_browser'],
  [
    'a secret key from a page of its own',
    () => ({ token: SECRET_KEY, origin: null, headers: { 'sec-fetch-site': 'same-origin' } }),
    403,
    'secret_key_in_browser',
  ],
]

test.each(refused)('with %s no route of a visitor answers', async (_, sent, status, code) => {
  const { call, tokens, owned, server } = await setUp()
  for (const route of routes) {
    if (open.includes(route.operation) || withSecretKey.includes(route.operation)) continue
    // A session that has ended may be ended once more.
    if (route.operation === 'chatSessions.revokeCurrent' && code.startsWith('session_')) continue
    const answer = await answerOf(await call(route, sent(tokens)))
    expect([route.operation, ...answer]).toEqual([route.operation, status, code])
  }
  expect(await messagesOf(server, owned.token, owned.path)).toHaveLength(2)
})

test.each(['owner', 'stranger', 'backend', 'visitor', 'expired'] as const)(
  'a %s token cannot do what takes the secret key',
  async name => {
    const { call, tokens } = await setUp()
    for (const route of routes.filter(({ operation }) => withSecretKey.includes(operation)))
      expect(await answerOf(await call(route, { token: tokens[name] }))).toEqual([403, 'forbidden'])
  },
)

test('without a key, or with one that is not known, nothing that takes the secret key is done', async () => {
  const { call } = await setUp()
  for (const route of routes.filter(({ operation }) => withSecretKey.includes(operation)))
    for (const sent of [
      {},
      { token: 'sk_unknown_key_0001', origin: null },
      { headers: { authorization: 'Basic eDp5' } },
    ])
      expect([route.operation, ...(await answerOf(await call(route, sent)))]).toEqual([
        route.operation,
        401,
        'unauthorized',
      ])
})

test('the publishable key mints and reads the widget’s configuration, and nothing else', async () => {
  const { call } = await setUp()
  const may = new Map<string, unknown[]>([...open, 'widget.config'].map(operation => [operation, [200]]))
  may.set('chatSessions.create', [201])
  for (const route of routes) {
    const answer = await answerOf(await call(route, { token: PUBLISHABLE_KEY }))
    expect([route.operation, answer]).toEqual([route.operation, may.get(route.operation) ?? [403, 'forbidden']])
  }
})

test('the secret key in a browser is refused on every route', async () => {
  const { call } = await setUp()
  for (const route of routes)
    expect(await answerOf(await call(route, { token: SECRET_KEY }))).toEqual([403, 'secret_key_in_browser'])
})

test('what belongs to another visitor is the same answer as what is not there', async () => {
  const { call, tokens, owned, server } = await setUp()
  const before = await messagesOf(server, owned.token, owned.path)
  const withId = routes.filter(route => route.path.includes('{conversationId}'))
  expect(withId.length).toBeGreaterThan(8)
  for (const token of [tokens.stranger, tokens.user])
    for (const route of withId) {
      const tell = async (response: Response) => {
        const { requestId: _, ...problem } = await problemOf(response)
        const headers = [...response.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date')
        return { operation: route.operation, status: response.status, problem, headers }
      }
      const foreign = await tell(await call(route, { token }))
      expect(foreign).toMatchObject({ status: 404, problem: { code: 'not_found' } })
      expect(foreign).toEqual(await tell(await call(route, { token }, false)))
    }
  const foreignStop = await server.send(`${owned.path}/stop`, { token: tokens.stranger, body: { runId: owned.runId } })
  expect(foreignStop.status).toBe(404)
  const foreignResume = await server.send(`${owned.path}/stream`, {
    token: tokens.stranger,
    headers: { 'last-event-id': `${owned.runId}.1` },
  })
  expect(foreignResume.status).toBe(404)
  expect(await messagesOf(server, owned.token, owned.path)).toEqual(before)
})

test('a message of one conversation is not in another, of the same visitor', async () => {
  const { server, owned } = await setUp()
  const other = (await (await server.send('/v1/conversations', { token: owned.token, body: {} })).json()) as {
    id: string
  }
  const path = `/v1/conversations/${other.id}/messages/${owned.replyId}`
  const feedback = { token: owned.token, method: 'PUT', body: { rating: 'up' } }
  expect((await server.send(`${path}/feedback`, feedback)).status).toBe(404)
  expect((await server.send(`${path}/regenerate`, { token: owned.token, method: 'POST' })).status).toBe(404)
})
