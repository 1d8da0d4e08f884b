import { errorCodes, problems } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { contract, operations } from '../testing/checkContract.ts'
import {
  converse,
  messagesOf,
  problemOf,
  PUBLISHABLE_KEY,
  say,
  SECRET_KEY,
  testServer,
  type Sent,
} from '../testing/testServer.ts'
import { routes } from './routes.ts'

// `send` checks every answer of every test of this package against the contract; here each operation is called.

test('the router and the contract have the same operations', () => {
  const named = (list: readonly { method: string; path: string }[], of: (item: never) => string) =>
    list.map(item => `${item.method} ${item.path} ${of(item as never)}`).sort()
  expect(named(routes, ({ operation }: { operation: string }) => operation)).toEqual(
    named(operations, ({ operationId }: { operationId: string }) => operationId),
  )
})

test('every operation answers as the contract has it', async () => {
  const server = testServer({
    characters: [{ id: 'ada', name: 'Ada', description: 'Knows', greeting: 'Hi', instructions: 'x' }],
  })
  const { send } = server
  const talk = await converse(server)
  const { token, path, replyId } = talk
  const called = new Map<string, number>()
  const call = async (operation: string, url: string, sent: Sent, status: number) => {
    const response = await send(url, sent)
    expect([operation, response.status]).toEqual([operation, status])
    called.set(operation, status)
    return response
  }
  await call('health.live', '/healthz', {}, 200)
  await call('health.ready', '/readyz', {}, 200)
  await call('widget.config', '/v1/widget', { token }, 200)
  await call('widget.config', '/v1/widget', { token: PUBLISHABLE_KEY }, 200)
  const { characters } = (await (await call('characters.list', '/v1/characters', { token }, 200)).json()) as {
    characters: object[]
  }
  expect(characters).toEqual([{ id: 'ada', name: 'Ada', description: 'Knows', greeting: 'Hi' }])
  await call('characters.get', '/v1/characters/ada', { token }, 200)
  await call('characters.get', '/v1/characters/none', { token }, 404)
  const made = await call('conversations.create', '/v1/conversations', { token, body: { characterId: 'ada' } }, 201)
  expect(await made.json()).toMatchObject({ characterId: 'ada', messageCount: 1, lastMessage: { text: 'Hi' } })
  const begun = await call('conversations.create', '/v1/conversations', { token, body: { message: say('x') } }, 201)
  expect(await begun.json()).toHaveProperty('activeRun.id')
  await call('conversations.list', '/v1/conversations?limit=2&query=one', { token }, 200)
  await call('conversations.get', path, { token }, 200)
  await call('conversations.update', path, { token, method: 'PATCH', body: { title: 'T' } }, 200)
  await call('messages.list', `${path}/messages?limit=1`, { token }, 200)
  const sent = await call('messages.send', `${path}/messages`, { token, body: { message: say('again') } }, 200)
  expect(await sent.json()).toMatchObject({ message: { parts: [{ type: 'text', text: 'again' }] } })
  await call('messages.regenerate', `${path}/messages/${replyId}/regenerate`, { token, method: 'POST' }, 200)
  const [, reply] = await messagesOf(server, token, path)
  const feedback = `${path}/messages/${reply!.id}/feedback`
  await call('messages.feedback', feedback, { token, method: 'PUT', body: { rating: 'up', comment: 'c' } }, 204)
  expect((await messagesOf(server, token, path)).at(-1)!.metadata.feedback).toEqual({ rating: 'up', comment: 'c' })
  await call('reply.resume', `${path}/stream`, { token }, 204)
  await call('reply.stop', `${path}/stop`, { token, method: 'POST' }, 200)
  await call('conversations.delete', path, { token, method: 'DELETE' }, 204)
  const secret = { token: SECRET_KEY, origin: null }
  await call('chatSessions.create', '/v1/chatSessions', { ...secret, body: { embedOrigin: null } }, 201)
  await call('chatSessions.revokeAll', '/v1/chatSessions/revoke', { ...secret, body: { userIdentifier: 'u' } }, 204)
  await call('visitors.erase', '/v1/visitors/erase', { ...secret, body: { userIdentifier: 'u' } }, 204)
  await call('chatSessions.revoke', '/v1/chatSessions/cs_none', { ...secret, method: 'DELETE' }, 204)
  await call('chatSessions.revokeCurrent', '/v1/chatSessions/current', { token, method: 'DELETE' }, 204)
  expect([...called.keys()].sort()).toEqual(routes.map(route => route.operation).sort())
  expect(server.errors).toEqual([])
})

test('preflights and unknown routes have the headers too', async () => {
  const { send } = testServer()
  const preflight = await send('/v1/conversations', { method: 'OPTIONS' })
  expect(preflight.status).toBe(204)
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': 'authorization, content-type, idempotency-key, last-event-id',
    'access-control-max-age': '600',
  })
  expect((await send('/nowhere')).status).toBe(404)
  const wrongMethod = await send('/v1/conversations/c_1', { method: 'PUT', body: {} })
  expect(wrongMethod.status).toBe(404)
  expect(wrongMethod.headers.get('allow')).toBe('GET, PATCH, DELETE')
  expect((await send('/healthz', { method: 'HEAD' })).status).toBe(200)
})

const long = (bytes: number) => 'é'.repeat(bytes / 2)
const bodies: [name: string, sent: Sent, status: number, paths?: string[]][] = [
  ['no body', { method: 'POST' }, 422, ['']],
  ['malformed JSON', { body: '{"message":' }, 400],
  ['bytes that are no UTF-8', { body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
  ['a list', { body: [] }, 422],
  ['another content type', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
  ['no content type', { body: '{}', headers: { 'content-type': '' } }, 415],
  ['gzip', { body: '{}', headers: { 'content-encoding': 'gzip' } }, 415],
  ['more than 256 kB', { body: `"${'x'.repeat(256 * 1024)}"` }, 413],
  ['a role that is not user', { body: { message: { ...say('x'), role: 'assistant' } } }, 422, ['message.role']],
  ['no parts', { body: { message: { role: 'user', parts: [] } } }, 422, ['message.parts']],
  ['blank text', { body: { message: say(' \n\t ') } }, 422, ['message.parts']],
  ['text over 32 kB in UTF-8', { body: { message: say(`${long(32 * 1024)}x`) } }, 422, ['message.parts']],
  ['NUL', { body: { message: say('a\0b') } }, 422, ['message.parts.0.text']],
  [
    'a lone surrogate',
    { body: '{"message":{"role":"user","parts":[{"type":"text","text":"\\ud800"}]}}' },
    422,
    ['message.parts.0.text'],
  ],
  [
    'a part that is no text, and a wrong role',
    { body: { message: { role: 'system', parts: [{ type: 'file', url: 'x', mediaType: 'y' }] } } },
    422,
    ['message.role', 'message.parts.0.type', 'message.parts.0.text'],
  ],
  ['deep JSON', { body: `{"message":${'['.repeat(50_000)}${']'.repeat(50_000)}}` }, 400],
  ['an own __proto__', { body: '{"__proto__":{"message":1},"message":{"__proto__":[]}}' }, 422],
  ['an idempotency key of 256', { body: { message: say('x') }, headers: { 'idempotency-key': 'k'.repeat(256) } }, 422],
]

describe('a body that cannot be taken', () => {
  test.each(bodies)('%s', async (_, sent, status, paths) => {
    const server = testServer()
    const { token, path } = await converse(server)
    const response = await server.send(`${path}/messages`, { token, ...sent })
    const problem = await problemOf(response)
    expect(response.status).toBe(status)
    const named = problem.errors?.map(error => error.path) ?? []
    expect(named).toEqual(paths ?? named)
    expect(named.length > 0).toBe(status === 422)
    expect(await messagesOf(server, token, path)).toHaveLength(2)
    expect(server.errors).toEqual([])
  })

  test('characters are counted, not what they are made of', async () => {
    const server = testServer()
    const { token, path } = await converse(server)
    const rename = async (title: string) =>
      (await server.send(path, { token, method: 'PATCH', body: { title } })).status
    expect([await rename('🦜'.repeat(200)), await rename('🦜'.repeat(201))]).toEqual([200, 422])
  })

  test('while 32 kB exactly is taken', async () => {
    const server = testServer()
    const { token, path } = await converse(server)
    const response = await server.send(`${path}/messages`, { token, body: { message: say(long(32 * 1024)) } })
    expect(response.status).toBe(200)
  })

  test.each([
    ['/v1/conversations?limit=0', 'limit'],
    ['/v1/conversations?limit=101', 'limit'],
    ['/v1/conversations?limit=ten', 'limit'],
    ['/v1/conversations?cursor=nonsense', 'cursor'],
    ['/v1/conversations?cursor=%00', 'cursor'],
    [`/v1/conversations?query=${'q'.repeat(201)}`, 'query'],
    ['/v1/conversations?query=%00', 'query'],
  ])('%s names its parameter', async (url, field) => {
    const server = testServer()
    const { token } = await converse(server)
    const response = await server.send(url, { token })
    expect(response.status).toBe(422)
    expect((await problemOf(response)).errors![0]!.path).toBe(field)
  })
})

test('storage that is away is 503 with Retry-After; what is unexpected is 500 without its reason', async () => {
  const { memoryStorage } = await import('../storage/memoryStorage.ts')
  const { StorageUnavailable } = await import('../storage/Storage.ts')
  for (const [error, status, code] of [
    [new StorageUnavailable('locked'), 503, 'unavailable'],
    [new Error('a bug with details'), 500, 'server_error'],
  ] as const) {
    const server = testServer({ storage: { ...memoryStorage(), findToken: () => Promise.reject(error) } })
    const response = await server.send('/readyz')
    expect(response.status).toBe(status)
    const problem = await problemOf(response)
    expect(problem.code).toBe(code)
    expect(JSON.stringify(problem)).not.toContain('details')
    expect(server.errors).toEqual([error])
  }
})

test('pages go through every conversation once, newest first', async () => {
  let clock = 1_000_000
  const server = testServer({ now: () => clock })
  const { clientToken: token } = await server.mint()
  for (let index = 0; index < 5; index++) {
    clock += index % 2
    await server.send('/v1/conversations', { token, body: { title: `n${index}` } })
  }
  const titles: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const answer = await server.send(`/v1/conversations?limit=2${cursor && `&cursor=${cursor}`}`, { token })
    const page = (await answer.json()) as { conversations: { title: string }[]; nextCursor: string | null }
    titles.push(...page.conversations.map(({ title }) => title))
    cursor = page.nextCursor
  }
  expect(titles).toEqual(['n4', 'n3', 'n2', 'n1', 'n0'])
})

test('titles are sixty characters, counted as people count code points', async () => {
  const server = testServer()
  const { token, path } = await converse(server, `  ${'😀'.repeat(70)}\n x`)
  const { title } = (await (await server.send(path, { token })).json()) as { title: string }
  expect(title).toBe('😀'.repeat(60))
})

test('the codes that have a status are those of the contract, and a problem has the status of its code', () => {
  const ofClients = ['aborted', 'invalid_response', 'network', 'unsupported']
  const codes = [...Object.values(errorCodes).flat(), ...ofClients]
  expect(codes.sort()).toEqual(contract.components.schemas.ErrorCode.enum.toSorted())
  expect(problems.run_active).toEqual({ status: 409, title: 'A reply is being written' })
})
