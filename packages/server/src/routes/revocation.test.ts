import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { libsqlStorage } from '../storage/sql/libsqlStorage.ts'
import { postgresStorage } from '../storage/sql/postgres/postgresStorage.ts'
import type { Storage } from '../storage/Storage.ts'
import { newFolder, removeFolders } from '../testing/startCli.ts'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { ORIGIN, problemOf, readStream, say, SECRET_KEY, testServer } from '../testing/testServer.ts'

const secret = { token: SECRET_KEY, origin: null }

/** A request whose body is sent when the test says so. */
function slowRequest(method: string, path: string, token: string, body: object) {
  let finish = (): void => {}
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      const bytes = new TextEncoder().encode(JSON.stringify(body))
      controller.enqueue(bytes.slice(0, 5))
      finish = () => {
        controller.enqueue(bytes.slice(5))
        controller.close()
      }
    },
  })
  const headers = { authorization: `Bearer ${token}`, origin: ORIGIN, 'content-type': 'application/json' }
  // @ts-expect-error: `duplex` is not in the types of the DOM.
  const request = new Request(`http://parley.test${path}`, { method, headers, body: slow, duplex: 'half' })
  return { request, finish: () => finish() }
}

test.each([
  ['POST', '', { message: say('too late') }],
  ['POST', '', { title: 'too late' }],
  ['PATCH', '/{id}', { title: 'too late' }],
  ['POST', '/{id}/messages', { message: say('too late') }],
  ['PUT', '/{id}/messages/{messageId}/feedback', { rating: 'down' }],
  ['POST', '/{id}/stop', { runId: 'r_none' }],
])('%s /v1/conversations%s whose body arrives after the revoke is refused, and stores nothing', async (...row) => {
  const [method, path, body] = row
  const server = testServer()
  const session = await server.mint({ userIdentifier: 'ada' })
  const created = await server.send('/v1/conversations', { token: session.clientToken, body: { message: say('x') } })
  const { id } = (await created.json()) as { id: string }
  const state = async () => {
    const { clientToken: token } = await server.mint({ userIdentifier: 'ada' })
    const list = await server.send('/v1/conversations', { token })
    const messages = await server.send(`/v1/conversations/${id}/messages`, { token })
    return { list: await list.json(), messages: (await messages.json()) as { messages: { id: string }[] } }
  }
  await expect.poll(async () => JSON.stringify(await state())).not.toContain('"activeRun"')
  const before = await state()
  const messageId = before.messages.messages[1]!.id
  const where = `/v1/conversations${path.replace('{id}', id).replace('{messageId}', messageId)}`
  const { request, finish } = slowRequest(method, where, session.clientToken, body)
  const answer = server.server.fetch(request)
  await new Promise(resolve => setTimeout(resolve, 5))
  await server.send(`/v1/chatSessions/${session.id}`, { ...secret, method: 'DELETE' })
  finish()
  const refused = await answer
  expect([refused.status, (await problemOf(refused)).code]).toEqual([401, 'session_revoked'])
  expect(await state()).toEqual(before)
})

test('a revoke between the commit and the stream ends the stream', async () => {
  const storage = memoryStorage()
  const server = testServer({
    storage: {
      ...storage,
      async beginRun(...run) {
        const begun = await storage.beginRun(...run)
        await server.send(`/v1/chatSessions/${session.id}`, { ...secret, method: 'DELETE' })
        return begun
      },
    },
  })
  const session = await server.mint()
  const { clientToken: token } = session
  const body = { message: say('one two three') }
  const response = await server.send('/v1/conversations', { token, accept: 'text/event-stream', body })
  const events = await readStream(response)
  expect(events.map(({ event, data }) => event?.type ?? data)).toEqual(['error', '[DONE]'])
  expect(events[0]!.event).toMatchObject({ code: 'session_revoked' })
})

test('a stream that cannot be checked is not left open', async () => {
  const storage = memoryStorage()
  let open = 0
  let isAway = false
  const server = testServer({
    observer: { streamOpened: () => open++, streamClosed: () => open-- },
    storage: {
      ...storage,
      findToken: hash => (isAway ? Promise.reject(new Error('away')) : storage.findToken(hash)),
      beginRun: async (...run) => {
        const begun = await storage.beginRun(...run)
        isAway = true
        return begun
      },
    },
  })
  const { clientToken: token } = await server.mint()
  const body = { message: say('x') }
  const response = await server.send('/v1/conversations', { token, accept: 'text/event-stream', body })
  expect([response.status, open]).toEqual([500, 0])
})

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres.remove()
  removeFolders()
})

const storages: [name: string, open: () => Promise<Storage>][] = [
  ['memory', async () => memoryStorage()],
  ['libSQL', async () => libsqlStorage({ path: `${newFolder()}/parley.db` })],
  ['PostgreSQL', async () => postgresStorage({ url: await postgres.newDatabase() })],
]

test.each(storages)('on %s, a revoke between the look at the session and the write wins', async (_, open) => {
  const storage = await open()
  let revokeFirst = async (): Promise<unknown> => undefined
  const writes = ['beginRun', 'createConversation', 'updateConversation', 'deleteOwned', 'setFeedback'] as const
  const late = Object.fromEntries(
    writes.map(name => [
      name,
      async (...values: unknown[]) => {
        await revokeFirst()
        return (storage[name] as (...values: unknown[]) => unknown)(...values)
      },
    ]),
  )
  const server = testServer({ storage: { ...storage, ...late } })
  const owner = await server.mint({ userIdentifier: 'ada' })
  const mine = await server.send('/v1/conversations', { token: owner.clientToken, body: { title: 'mine' } })
  const own = `/v1/conversations/${((await mine.json()) as { id: string }).id}`
  const calls: [method: string, path: string, body?: object][] = [
    ['POST', '/v1/conversations', { title: 'late' }],
    ['POST', '/v1/conversations', { message: say('late') }],
    ['POST', `${own}/messages`, { message: say('late') }],
    ['POST', `${own}/messages/m_none/regenerate`],
    ['PUT', `${own}/messages/m_none/feedback`, { rating: 'up' }],
    ['PATCH', own, { title: 'late' }],
    ['DELETE', own],
  ]
  for (const [method, url, body] of calls) {
    const { clientToken: token, id } = await server.mint({ userIdentifier: 'ada' })
    revokeFirst = () => storage.revokeSessions({ sessionId: id }, Date.now())
    const response = await server.send(url, { token, method, ...(body && { body }) })
    revokeFirst = async () => undefined
    expect([method, url, response.status, (await problemOf(response)).code]).toEqual([
      method,
      url,
      401,
      'session_revoked',
    ])
  }
  const list = await (await server.send('/v1/conversations', { token: owner.clientToken })).json()
  expect(list).toMatchObject({ conversations: [{ title: 'mine', messageCount: 0 }] })
  expect(server.errors).toEqual([])
  await server.close()
})
