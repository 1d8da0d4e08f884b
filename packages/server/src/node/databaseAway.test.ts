import { afterAll, beforeAll, expect, test } from 'vitest'
import { endInstances, startInstance, type Instance } from '../testing/startInstance.ts'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { parseStream, say, textOf } from '../testing/testServer.ts'

const CLIENTS = 20
const AWAY_MS = 10_000

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await endInstances()
  await postgres.remove()
})

const rest = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

interface Client {
  token: string
  path: string
  asked: string[]
  statuses: number[]
  /** The last event of each reply. */
  ends: string[]
}

/** Asks one thing after another, each with its own key until it is taken, and looks at what there is. */
async function chat(client: Client, instances: Instance[], isOver: () => boolean): Promise<void> {
  for (let count = 0; !isOver(); count++) {
    const text = `question ${client.asked.length} of ${client.path} ${'and more '.repeat(10)}`
    const on = instances[count % instances.length]!
    const headers = { accept: 'text/event-stream', 'idempotency-key': text }
    const answer = await on.call('POST', `${client.path}/messages`, client.token, { message: say(text) }, headers)
    client.statuses.push(answer.status)
    const told = await answer.text()
    if (answer.status === 200) {
      client.asked.push(text)
      client.ends.push(parseStream(told).at(-2)!.event!.type)
    } else await new Promise(resolve => setTimeout(resolve, 200))
    const list = await on.call('GET', `${client.path}/messages`, client.token)
    client.statuses.push(list.status)
    await list.text()
  }
}

test('PostgreSQL stopped for ten seconds under load: 503s, no wrong answers, full recovery without a restart', async () => {
  const database = await postgres.newDatabase()
  const instances = await Promise.all([1, 2].map(() => startInstance(database, { PARLEY_ECHO_DELAY_MS: '20' })))
  const [a, b] = instances as [Instance, Instance]
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (): Promise<Client> => {
      const { clientToken: token } = await a.mint()
      const { id } = (await (await a.call('POST', '/v1/conversations', token, {})).json()) as { id: string }
      return { token, path: `/v1/conversations/${id}`, asked: [], statuses: [], ends: [] }
    }),
  )
  let isOver = false
  const chats = clients.map(client => chat(client, instances, () => isOver))
  await rest(1500)
  await postgres.stop()
  await rest(AWAY_MS / 2)
  for (const on of instances) {
    expect((await on.call('GET', '/healthz', '')).status).toBe(200)
    const refused = await on.call('GET', '/readyz', '')
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true])
  }
  await rest(AWAY_MS / 2)
  const atOnce = clients.map(({ asked }) => asked.length)
  await postgres.start()
  for (const on of instances) await expect.poll(async () => (await on.call('GET', '/readyz', '')).status).toBe(200)
  // Everybody gets on.
  await expect
    .poll(() => clients.filter(({ asked }, index) => asked.length > atOnce[index]!).length, { timeout: 60_000 })
    .toBe(CLIENTS)
  isOver = true
  await Promise.all(chats)

  const statuses = new Set(clients.flatMap(client => client.statuses))
  // 409 where a reply is still waiting for the database to store its end.
  expect([...statuses].filter(status => ![200, 409, 503].includes(status))).toEqual([])
  expect(statuses).toContain(503)
  // An error where the end could not be stored and told: the messages say later what became of it.
  for (const end of clients.flatMap(({ ends }) => ends)) expect(['finish', 'error']).toContain(end)
  for (const client of clients) {
    const { token, path, asked } = client
    await expect
      .poll(async () => (await (await b.call('GET', path, token)).json()) as object, { timeout: 60_000 })
      .not.toHaveProperty('activeRun')
    const messages = await b.messagesOf(token, path)
    const questions = messages.filter(({ role }) => role === 'user').map(textOf)
    for (const text of asked) expect(questions.filter(question => question === text)).toHaveLength(1)
    // One more may have been stored without its answer getting through; its key is not used twice.
    expect(questions.length - asked.length).toBeLessThanOrEqual(1)
    for (const [index, { role, metadata }] of messages.entries()) {
      expect(role).toBe(index % 2 ? 'assistant' : 'user')
      if (role === 'user') continue
      const question = textOf(messages[index - 1]!)
      // Failed where the database went away before the responder was given its question.
      expect(['complete', 'interrupted', 'failed']).toContain(metadata.status)
      expect(question.startsWith(textOf(messages[index]!))).toBe(true)
      expect(textOf(messages[index]!) === question || metadata.status !== 'complete').toBe(true)
    }
  }
  // What one tells the other gets through again: a stop on B of a reply that A writes.
  const { clientToken: token } = await a.mint()
  const reply = await a.call('POST', '/v1/conversations', token, { message: say('word '.repeat(500)) })
  const { id } = (await reply.json()) as { id: string }
  const stopped = await b.call('POST', `/v1/conversations/${id}/stop`, token)
  expect(await stopped.json()).toMatchObject({ message: { metadata: { status: 'stopped' } } })
}, 180_000)

test('processes that slept together for longer than a lease, as with their machine, all go on with their replies', async () => {
  const database = await postgres.newDatabase()
  const settings = { PARLEY_LEASE_SECONDS: '3', PARLEY_ECHO_DELAY_MS: '20' }
  const instances = await Promise.all([1, 2, 3].map(() => startInstance(database, settings)))
  const question = Array.from({ length: 300 }, (_, index) => `w${index}`).join(' ')
  const replies = await Promise.all(
    instances.map(async instance => {
      const { clientToken } = await instance.mint()
      const { id } = (await (await instance.call('POST', '/v1/conversations', clientToken, {})).json()) as {
        id: string
      }
      const path = `/v1/conversations/${id}`
      const headers = { accept: 'text/event-stream' }
      const answer = await instance.call('POST', `${path}/messages`, clientToken, { message: say(question) }, headers)
      return { path, clientToken, told: answer.text() }
    }),
  )
  await rest(500)
  for (const { cli } of instances) cli.process.kill('SIGSTOP')
  await rest(8000)
  // Not in the same millisecond.
  for (const { cli } of instances) {
    cli.process.kill('SIGCONT')
    await rest(500)
  }
  for (const { path, clientToken, told } of replies) {
    expect(await told).toContain('"type":"finish"')
    const [, reply] = await instances[0]!.messagesOf(clientToken, path)
    expect([reply!.metadata.status, textOf(reply!)]).toEqual(['complete', question])
  }
})
