import { afterAll, beforeAll, expect, test } from 'vitest'
import { endInstances, startInstance, type Instance } from '../testing/startInstance.ts'
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
    do
      response = await next().call('GET', `${client.path}/stream`, client.token, undefined, { 'last-event-id': lastId })
    while (response.status === 503)
    expect(response.status).toBe(200)
  }
}

test(`three instances restarted one after another under ${CLIENTS} clients: nothing is lost or doubled, each resumes once`, async () => {
  const database = await postgres.newDatabase()
  const old = await Promise.all([1, 2, 3].map(() => startInstance(database, settings)))
  const fresh: Instance[] = []
  let turn = 0
  // As a load balancer does that knows which instances are about to stop.
  const next = () => fresh[turn++ % fresh.length]!
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index): Promise<Client> => {
      const { clientToken: token } = await old[index % 3]!.mint()
      return { token, path: '', seen: [], text: '', resumed: 0, isDone: false }
    }),
  )
  const reading = clients.map(async (client, index) => {
    const body = { message: say(words) }
    const on = old[index % 3]!
    const response = await on.call('POST', '/v1/conversations', client.token, body, { accept: 'text/event-stream' })
    expect(response.status).toBe(200)
    await read(client, response, next)
  })
  const ends: Promise<{ code: number | null; stderr: string }>[] = []
  for (const instance of old) {
    fresh.push(await startInstance(database, settings))
    instance.cli.process.kill('SIGTERM')
    ends.push(instance.cli.ended)
  }
  expect(clients.filter(({ isDone }) => isDone)).toHaveLength(0)
  await Promise.all(reading)
  for (const { resumed, seen, text } of clients) {
    expect(resumed).toBe(1)
    expect(text).toBe(words)
    expect(seen).toEqual(seen.map((_, index) => index + 1))
  }
  for (const { code, stderr } of await Promise.all(ends)) expect([code, stderr]).toEqual([0, ''])
  for (const { token, path } of clients) {
    const messages = await next().messagesOf(token, path)
    expect(messages.map(message => message.metadata.status)).toEqual(['complete', 'complete'])
    expect(messages.map(textOf)).toEqual([words, words])
    const list = await (await next().call('GET', '/v1/conversations', token)).json()
    expect(list).toMatchObject({ conversations: [{ messageCount: 2 }] })
  }
}, 240_000)
