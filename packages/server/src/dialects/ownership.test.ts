import { expect, test } from 'vitest'
import { messagesOf, ORIGIN, PUBLISHABLE_KEY, SECRET_KEY, testServer, type Sent } from '../testing/testServer.ts'
import { credentialOf, example, missing, nameOf, rows, type Ids, type Row } from '../testing/dialectRows.ts'
import { ownershipActors } from '../testing/ownershipActors.ts'
import { dialects } from './dialects.ts'

// The matrix of routes/ownership.test.ts over every row of every dialect, made from their own tables.

async function setUp() {
  const { server, owned, tokens } = await ownershipActors({ dialects: 'all' })
  const ids: Ids = { conversationId: owned.conversationId, number: 1, messageNumber: 2 }
  const call = (row: Row, { token, ...sent }: Sent, of: Ids = ids) => {
    const { body, query = '', headers } = example[nameOf(row)]!(of)
    return server.send(row.path.replace(/\{\w+\}/, of.conversationId) + query, {
      method: row.method,
      ...(body !== undefined && { body }),
      ...sent,
      headers: { ...headers, ...sent.headers, ...(token !== undefined && credentialOf[row.dialect](token, row)) },
    })
  }
  return { server, owned, tokens, call, ids }
}

/** What reads or writes a visitor's own: every row but minting and revoking with the secret key. */
const ofVisitors = rows.filter(row => row.access !== 'secret')
/** A row that gives a new visitor a session has nobody to refuse for want of one. */
const needsSession = ofVisitors.filter(row => row.access !== 'newcomer')

test('the table of examples has every row, and no other', () => {
  expect(Object.keys(example).sort()).toEqual(rows.map(nameOf).sort())
})

test('no dialect is spoken unless it is named', async () => {
  const silent = testServer()
  const { clientToken } = await silent.mint()
  for (const row of rows) {
    const { body, query = '' } = example[nameOf(row)]!(missing)
    const path = row.path.replace(/\{\w+\}/, 'c_missing') + query
    const headers = credentialOf[row.dialect](clientToken, row)
    const response = await silent.send(path, { method: row.method, headers, ...(body !== undefined && { body }) })
    expect([nameOf(row), response.status]).toEqual([nameOf(row), 404])
  }
})

type Case = [name: string, sent: (tokens: Awaited<ReturnType<typeof setUp>>['tokens']) => Sent, status: number]
const refused: Case[] = [
  ['no token', () => ({}), 401],
  ['an unknown token', () => ({ token: 'cst_unknown' }), 401],
  ['an expired token', ({ expired }) => ({ token: expired }), 401],
  ['a revoked token', ({ revoked }) => ({ token: revoked }), 401],
]
const forbidden: Case[] = [
  ['another origin', ({ owner }) => ({ token: owner, origin: 'https://evil.example' }), 403],
  ['two origins', ({ owner }) => ({ token: owner, origin: `${ORIGIN}, ${ORIGIN}` }), 403],
  ['no origin', ({ owner }) => ({ token: owner, origin: null }), 403],
  ['the null origin', ({ owner }) => ({ token: owner, origin: 'null' }), 403],
  ['a backend token with an origin', ({ backend }) => ({ token: backend, origin: ORIGIN }), 403],
  [
    'a backend token from a browser',
    ({ backend }) => ({ token: backend, origin: null, headers: { 'sec-fetch-site': 'none' } }),
    403,
  ],
  ['a visitor token', ({ visitor }) => ({ token: visitor }), 403],
  ['the publishable key', () => ({ token: PUBLISHABLE_KEY }), 403],
  ['a secret key in a browser', () => ({ token: SECRET_KEY }), 403],
]

test.each(refused)('with %s no row answers that is for visitors', async (_, sent, status) => {
  const { call, tokens, owned, server } = await setUp()
  for (const row of needsSession)
    expect([nameOf(row), (await call(row, sent(tokens))).status]).toEqual([nameOf(row), status])
  expect(await messagesOf(server, owned.token, owned.path)).toHaveLength(2)
})

test.each(forbidden)('with %s no row answers', async (_, sent, status) => {
  const { call, tokens, owned, server } = await setUp()
  for (const row of ofVisitors)
    expect([nameOf(row), (await call(row, sent(tokens))).status]).toEqual([nameOf(row), status])
  expect(await messagesOf(server, owned.token, owned.path)).toHaveLength(2)
})

test('the secret key alone is taken where the original takes one, and nowhere else', async () => {
  const { call } = await setUp()
  for (const row of rows) {
    const { status } = await call(row, { token: SECRET_KEY, origin: null })
    const isTaken = row.access === 'secret' || row.access === 'service'
    expect([nameOf(row), status === 401 || status === 403]).toEqual([nameOf(row), !isTaken])
  }
})

test.each(['owner', 'stranger', 'backend', 'visitor', 'expired'] as const)(
  'a %s token does nothing that takes the secret key',
  async name => {
    const { call, tokens } = await setUp()
    for (const row of rows.filter(({ access }) => access === 'secret'))
      expect([401, 403]).toContain((await call(row, { token: tokens[name] })).status)
  },
)

test('what belongs to another visitor is the same answer as what is not there', async () => {
  const { call, tokens, owned, server, ids } = await setUp()
  const before = await messagesOf(server, owned.token, owned.path)
  const named = ofVisitors.filter(
    row =>
      JSON.stringify(example[nameOf(row)]!(ids)) !== JSON.stringify(example[nameOf(row)]!(missing)) ||
      row.path.includes('{'),
  )
  expect(named.length).toBeGreaterThan(2)
  for (const token of [tokens.stranger, tokens.user])
    for (const row of named) {
      const tell = async (of: Ids) => {
        const response = await call(row, { token }, of)
        const told = await response.text()
        const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
        // Ids that an answer makes differ by chance, and it may repeat the id that it was asked for.
        const body = told
          .replaceAll(/(?:req|c|m|r)_[\w-]{16,}/g, '<id>')
          .replaceAll(of.conversationId, '<id>')
          .replaceAll(/"(?:created|createdAt|timestamp|number|messageCount)":("[^"]*"|\d+)/g, '<time>')
        return { row: nameOf(row), status: response.status, body: response.status < 400 ? '' : body, headers }
      }
      expect(await tell(ids)).toEqual(await tell(missing))
    }
  expect(await messagesOf(server, owned.token, owned.path)).toEqual(before)
})

test('a page may send what its clients send: every header is allowed before it asks', async () => {
  const { server } = await setUp()
  const preflight = await server.fetch(new Request('http://parley.test/any', { method: 'OPTIONS' }))
  const allowed = preflight.headers.get('access-control-allow-headers')!.split(', ')
  for (const { headers } of Object.values(dialects)) for (const name of headers) expect(allowed).toContain(name)
  const silent = await testServer().fetch(new Request('http://parley.test/any', { method: 'OPTIONS' }))
  expect(silent.headers.get('access-control-allow-headers')).toBe(
    'authorization, content-type, idempotency-key, last-event-id',
  )
})
