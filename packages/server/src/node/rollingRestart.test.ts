import { afterAll, beforeAll, expect, test } from 'vitest'
import { endInstances, insist, startInstance, type Instance } from '../testing/startInstance.ts'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { parseStream, say, textOf } from '../testing/testServer.ts'

const CLIENTS = 100
const WORDS = 500
const words = Array.from({ length: WORDS }, (_, index) => `w${index}`).join(' ')
const settings = { PARLEY_SHUTDOWN_SECONDS: '120' }

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await endInstances()
  await postgres.remove()
})

interface Client {
  token: string
  path: string
  /** The numbers of the events it got, and its text. */
  seen: number[]
  text: string
  resumed: number
  isDone: boolean
}

/** Reads a reply to its end; when the stream ends without one, it asks again elsewhere after the last event it has. */
async function read(client: Client, first: Response, next: () => Instance): Promise<void> {
  let response = first
  let lastId = ''
  for (;;) {
    let stream = ''
    for await (const bytes of response.body!) stream += new TextDecoder().decode(bytes)
    for (const { id, event } of parseStream(stream)) {
      if (id !== undefined) client.seen.push(Number(id.split('.')[1]))
      lastId = id ?? lastId
      if (event?.type === 'text-delta') client.text += event.delta
      if (event?.type === 'start') client.path = `/v1/conversations/${event.conversationId}`
      if (event?.type === 'finish') client.isDone = true
    }
    if (client.isDone) return
    client.resumed++
    const headers = { 'last-event-id': lastId }
    response = await insist(() => next().call('GET', `${client.path}/stream`, client.token, undefined, headers))
    expect(response.status).toBe(200)
  }
}

test(`three instances restarted one after another under ${CLIENTS} clients: nothing is lost or doubled, each resumes once`, async () => {
  const database = await postgres.newDatabase()
  const [old, fresh] = (await Promise.all(
    [1, 2].map(() => Promise.all([1, 2, 3].map(() => startInstance(database, settings)))),
  )) as [Instance[], Instance[]]
  let turn = 0
  // As a load balancer does that knows which instances are about to stop.
  const next = () => fresh[turn++ % fresh.length]!
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index): Promise<Client> => {
      const { clientToken: token } = await old[index % 3]!.mint()
      return { token, path: '', seen: [], text: '', resumed: 0, isDone: false }
    }),
  )
  const headers = { accept: 'text/event-stream', 'idempotency-key': 'once' }
  const streams = await Promise.all(
    clients.map(({ token }, index) =>
      insist(() => old[index % 3]!.call('POST', '/v1/conversations', token, { message: say(words) }, headers)),
    ),
  )
  expect(streams.map(({ status }) => status)).toEqual(Array(CLIENTS).fill(200))
  const restart = async () => {
    for (const [number, instance] of old.entries()) {
      instance.cli.process.kill('SIGTERM')
      const moving = clients.filter((_, index) => index % 3 === number)
      await expect.poll(() => moving.filter(({ resumed }) => resumed === 0), { timeout: 60_000 }).toEqual([])
    }
    expect(clients.filter(({ isDone }) => isDone)).toHaveLength(0)
  }
  await Promise.all([restart(), ...streams.map((stream, index) => read(clients[index]!, stream, next))])
  for (const { resumed, seen, text } of clients) {
    expect(resumed).toBe(1)
    expect(text).toBe(words)
    expect(seen).toEqual(seen.map((_, index) => index + 1))
  }
  for (const { code, stderr } of await Promise.all(old.map(({ cli }) => cli.ended)))
    expect([code, stderr]).toEqual([0, ''])
  for (const { token, path } of clients) {
    const messages = await fresh[0]!.messagesOf(token, path)
    expect(messages.map(message => message.metadata.status)).toEqual(['complete', 'complete'])
    expect(messages.map(textOf)).toEqual([words, words])
    const list = await (await fresh[1]!.call('GET', '/v1/conversations', token)).json()
    expect(list).toMatchObject({ conversations: [{ messageCount: 2 }] })
  }
}, 240_000)
