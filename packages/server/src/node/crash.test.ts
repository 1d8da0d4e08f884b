import type { Message } from '@parley/protocol'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fetchChecked } from '../testing/fetchChecked.ts'
import { newFolder, removeFolders, startCli, type Cli } from '../testing/startCli.ts'
import { startPostgres, type Postgres } from '../testing/startPostgres.ts'
import { parseStream, say, textOf } from '../testing/testServer.ts'

// `npm run soak` kills a hundred times, `npm test` twenty.
const KILLS = Number(process.env['PARLEY_KILLS'] ?? 20)
const CLIENTS = 20
const DELAY_MS = 15
/** So many deltas take half a second or longer. */
const HALF_A_SECOND = Math.ceil(500 / DELAY_MS)
const settings = {
  PARLEY_SECRET_KEY: 'sk_crash_test_0001',
  PARLEY_PUBLISHABLE_KEY: 'pk_crash_test_0001',
  PARLEY_ECHO_DELAY_MS: String(DELAY_MS),
  PARLEY_RATE_LIMIT: '1000000/s',
  PARLEY_ANONYMOUS_LIMIT: '1000000/s',
  PARLEY_LOG_LEVEL: 'silent',
  // On PostgreSQL nobody else knows that the process is gone before its lease ends.
  PARLEY_LEASE_SECONDS: '1',
}

interface Sent {
  text: string
  key: string
  /** The answer began: the message is stored. */
  isAcknowledged: boolean
  /** What of the reply was here, after each of its deltas. */
  received: string[]
}

interface Client {
  name: string
  token: string
  path: string
  sent: Sent[]
}

let running: Cli | undefined
let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())
afterEach(async () => {
  running?.process.kill('SIGKILL')
  await running?.ended
  removeFolders()
})

const call = (url: string, token: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetchChecked(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

async function signIn(url: string, client: Client): Promise<void> {
  const minted = await call(`${url}/v1/chatSessions`, settings.PARLEY_SECRET_KEY, {
    embedOrigin: null,
    userIdentifier: client.name,
    expiresAfter: 3600,
  })
  client.token = ((await minted.json()) as { clientToken: string }).clientToken
  if (client.path) return
  const made = await call(`${url}/v1/conversations`, client.token, {})
  client.path = `/v1/conversations/${((await made.json()) as { id: string }).id}`
}

/** Sends one after another until the server is gone. What was not acknowledged is sent again with the same key. */
async function chat(url: string, client: Client, isOver: () => boolean): Promise<void> {
  for (let count = 0; !isOver(); count++) {
    const last = client.sent.at(-1)
    const sent: Sent =
      last && !last.isAcknowledged
        ? last
        : {
            text: newText(client.name, client.sent.length),
            key: crypto.randomUUID(),
            isAcknowledged: false,
            received: [],
          }
    if (sent !== last) client.sent.push(sent)
    const response = await call(
      `${url}${client.path}/messages`,
      client.token,
      { message: say(sent.text) },
      {
        accept: 'text/event-stream',
        'idempotency-key': sent.key,
      },
    )
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    sent.isAcknowledged = true
    const decoder = new TextDecoder('utf-8', { fatal: true })
    let stream = ''
    try {
      for await (const bytes of response.body!) stream += decoder.decode(bytes, { stream: true })
    } finally {
      let text = ''
      const events = parseStream(stream.slice(0, stream.lastIndexOf('\n\n') + 2))
      sent.received = events.flatMap(({ event }) => (event?.type === 'text-delta' ? [(text += event.delta)] : []))
    }
  }
}

const newText = (name: string, index: number): string =>
  `${name}-${index} ${Array.from({ length: 80 }, (_, word) => ['größer', '😀👍🏽', '日本語', `w${word}`][word % 4]).join(' ')}`

async function messagesOf(url: string, { token, path }: Client): Promise<Message[]> {
  const all: Message[] = []
  let before = ''
  for (;;) {
    const response = await call(`${url}${path}/messages?limit=100${before && `&before=${before}`}`, token)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const page = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as {
      messages: Message[]
      previousCursor: string | null
    }
    all.unshift(...page.messages)
    if (page.previousCursor === null) return all
    before = page.previousCursor
  }
}

/** No reply is being written any more in the client's conversation. */
const isFree = (url: string, client: Client) =>
  expect
    .poll(async () => (await (await call(`${url}${client.path}`, client.token)).json()) as object)
    .not.toHaveProperty('activeRun')

/** What is wrong with what is stored of a client; nothing, if all is well. */
async function faults(url: string, client: Client): Promise<string[]> {
  const wrong: string[] = []
  const assert = (isRight: boolean, what: string) => isRight || wrong.push(`${client.name}: ${what}`)
  const messages = await messagesOf(url, client)
  const conversation = (await (await call(`${url}${client.path}`, client.token)).json()) as object
  assert(!('activeRun' in conversation), 'a run goes on')
  for (const sent of client.sent) {
    const stored = messages.filter(message => message.role === 'user' && textOf(message) === sent.text)
    assert(stored.length === 1 || (stored.length === 0 && !sent.isAcknowledged), `${stored.length} times ${sent.text}`)
    if (!stored[0]) continue
    const reply = messages[messages.indexOf(stored[0]) + 1]!
    const text = textOf(reply)
    const { status } = reply.metadata
    const isWhole = status === 'complete' && text === sent.text
    const isPart = status === 'interrupted' && sent.text.startsWith(text)
    assert(reply.role === 'assistant' && (isWhole || isPart), `${status} with "${text}"`)
    assert(!/\ufffd|\p{Surrogate}/u.test(text), `broken text "${text}"`)
    const old = sent.received.at(-1 - HALF_A_SECOND) ?? ''
    assert(text.startsWith(old), `text of half a second ago is gone: "${text}"`)
  }
  const known = new Set(client.sent.map(({ text }) => text))
  const strange = messages.filter(message => message.role === 'user' && !known.has(textOf(message)))
  assert(strange.length === 0, 'a message that nobody sent')
  return wrong
}

const databases: [name: string, settings: () => Promise<Record<string, string>>][] = [
  ['libSQL', async () => ({})],
  ['PostgreSQL', async () => ({ DATABASE_URL: await postgres.newDatabase() })],
]

test.each(databases)(
  `on %s, killed ${KILLS} times under ${CLIENTS} clients, nothing acknowledged is lost, doubled or left running`,
  async (_, databaseSettings) => {
    const all = { ...settings, ...(await databaseSettings()) }
    const cwd = newFolder()
    const clients: Client[] = Array.from({ length: CLIENTS }, (_, index) => ({
      name: `c${index}`,
      token: '',
      path: '',
      sent: [],
    }))
    const acknowledged = () => clients.flatMap(client => client.sent).filter(sent => sent.isAcknowledged).length
    for (let kills = 0; kills <= KILLS; kills++) {
      running = await startCli(all, [], cwd)
      const url = await running.url
      await Promise.all(clients.map(client => signIn(url, client)))
      await Promise.all(clients.map(client => isFree(url, client)))
      const looked = kills === KILLS || kills % 5 === 0 ? clients : []
      for (const client of looked) expect(await faults(url, client)).toEqual([])
      if (kills === KILLS) break
      let isOver = false
      const chats = clients.map(client => chat(url, client, () => isOver).catch((error: unknown) => error))
      await new Promise(resolve => setTimeout(resolve, 50 + Math.random() * 1000))
      // On a machine that is busy: later, so that there is something to lose.
      await expect.poll(acknowledged, { timeout: 20_000 }).toBeGreaterThan((CLIENTS * (kills + 1)) / 2)
      isOver = true
      running.process.kill('SIGKILL')
      await running.ended
      const failures = await Promise.all(chats)
      // Only a connection that broke may end a client: no refusal, nothing unreadable.
      expect(failures.filter(failure => failure && !(failure instanceof TypeError))).toEqual([])
    }
  },
  60_000 + KILLS * 30_000,
)
