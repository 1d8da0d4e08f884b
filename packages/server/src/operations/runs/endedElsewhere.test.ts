import { parseEventId, type Message, type ReplyEvent } from '@parley/protocol'
import { expect, test } from 'vitest'
import { memoryStorage } from '../../storage/memoryStorage.ts'
import { StorageUnavailable, type Storage, type StoredRun } from '../../storage/Storage.ts'
import {
  messagesOf,
  parseStream,
  problemOf,
  readRest,
  readStream,
  readUntil,
  say,
  testServer,
  textOf,
} from '../../testing/testServer.ts'
import { createFollowedRuns } from './followRuns.ts'
import { storedRunLog } from './storedRunLog.ts'

const stream = 'text/event-stream'
const interrupted = { type: 'error', code: 'stream_interrupted' }

/** A reply that is half written, and half of it stored, until it is let go on. */
async function half(change: (storage: Storage) => Partial<Storage> = () => ({})) {
  const storage = memoryStorage()
  let goOn = () => {}
  const held = new Promise<void>(resolve => (goOn = resolve))
  const server = testServer({
    storage: { ...storage, ...change(storage) },
    responder: async function* () {
      yield { type: 'text-delta', id: '0', delta: 'half ' }
      await held
      yield { type: 'text-delta', id: '0', delta: 'of it' }
    },
  })
  const { clientToken: token, visitorId } = await server.mint()
  const headers = { 'idempotency-key': 'k' }
  const ask = (on = server) =>
    on.send('/v1/conversations', { token, accept: stream, headers, body: { message: say('q') } })
  const { text, reader } = await readUntil(await ask(), so => so.includes('half'))
  const events = parseStream(text)
  const { conversationId, runId } = events[0]!.event as { conversationId: string; runId: string }
  await expect.poll(async () => (await storage.findRun(visitorId, { runId }))!.chunks.length).toBe(1)
  return {
    storage,
    server,
    token,
    visitorId,
    runId,
    ask,
    goOn,
    reader,
    events,
    path: `/v1/conversations/${conversationId}`,
    /** As the upkeep of another process does when the lease is over. */
    interrupt: () => storage.upkeep({ now: Date.now() + 60_000, runIds: [], leaseUntil: 0 }),
  }
}

test('a reply whose process is gone ends as interrupted, also for who resumes or repeats it', async () => {
  const { storage, token, path, ask, events, interrupt } = await half()
  await interrupt()
  const other = testServer({ storage })
  const resume = (id: string) => other.send(`${path}/stream`, { token, headers: { 'last-event-id': id } })
  const known = events.length
  for (const [index, { id }] of events.entries()) {
    const rest = await readStream(await resume(id!))
    expect(rest.slice(0, -2)).toEqual(events.slice(index + 1))
    expect(rest.at(-2)!.event).toMatchObject(interrupted)
  }
  const repeated = await readStream(await ask(other))
  expect(repeated.slice(0, known)).toEqual(events)
  expect(repeated[known]!.event).toMatchObject(interrupted)
  // Its end has no number, which would be that of an event that was told and not stored.
  const ahead = await resume(`${parseEventId(events[0]!.id!)!.runId}.${known + 1}`)
  expect([ahead.status, (await problemOf(ahead)).code]).toEqual([410, 'run_gone'])
})

test('a reply that was ended elsewhere is not told as finished', async () => {
  const { server, token, path, goOn, reader, interrupt } = await half()
  await interrupt()
  goOn()
  expect(parseStream(await readRest(reader)).at(-2)!.event).toMatchObject(interrupted)
  const [, reply] = await messagesOf(server, token, path)
  expect([textOf(reply!), reply!.metadata.status]).toEqual(['half ', 'interrupted'])
})

test('a reply whose end was stored although it was told as failed ends as it was stored', async () => {
  let failures = 1
  const { server, token, path, goOn, reader } = await half(storage => ({
    async saveRun(visitorId, save) {
      const isThere = await storage.saveRun(visitorId, save)
      if (save.ended && failures-- > 0) throw new StorageUnavailable('the answer was lost')
      return isThere
    },
  }))
  goOn()
  expect(parseStream(await readRest(reader)).at(-2)!.event).toMatchObject({ type: 'finish' })
  expect((await messagesOf(server, token, path))[1]!.metadata.status).toBe('complete')
})

test('a reply that nobody writes can be stopped', async () => {
  const { storage, token, path, events } = await half()
  const other = testServer({ storage })
  const stopped = await other.send(`${path}/stop`, { token, method: 'POST' })
  const { message } = (await stopped.json()) as { message: Message }
  expect([textOf(message), message.metadata.status]).toEqual(['half ', 'stopped'])
  const rest = await other.send(`${path}/stream`, { token, headers: { 'last-event-id': events.at(-1)!.id! } })
  expect((await readStream(rest))[0]!.event).toMatchObject({ type: 'abort', reason: 'stopped' })
  expect((await other.send(`${path}/messages`, { token, body: { message: say('more') } })).status).toBe(200)
})

test('a message that is stored although it was told as failed is there once, and its conversation goes on', async () => {
  const storage = memoryStorage()
  let failures = 1
  const server = testServer({
    storage: {
      ...storage,
      async beginRun(writer, begin) {
        const begun = await storage.beginRun(writer, begin)
        if (failures-- > 0) throw new StorageUnavailable('the answer was lost')
        return begun
      },
    },
  })
  const { clientToken: token } = await server.mint()
  const made = await server.send('/v1/conversations', { token, body: {} })
  const path = `/v1/conversations/${((await made.json()) as { id: string }).id}`
  const send = (text: string, key: string) =>
    server.send(`${path}/messages`, {
      token,
      accept: stream,
      headers: { 'idempotency-key': key },
      body: { message: say(text) },
    })
  expect((await send('once', 'k')).status).toBe(503)
  const again = await readStream(await send('once', 'k'))
  expect(again.map(({ event }) => event?.type)).toEqual(['start', 'error', undefined])
  expect(again[1]!.event).toMatchObject(interrupted)
  expect((await send('more', 'k2')).status).toBe(200)
  await expect
    .poll(async () => (await messagesOf(server, token, path)).map(textOf))
    .toEqual(['once', '', 'more', 'more'])
})

test('who follows a reply of which nothing was stored hears what it was', async () => {
  const message: Message = {
    id: 'm_1',
    role: 'assistant',
    parts: [],
    metadata: { createdAt: new Date(0).toISOString(), status: 'streaming' },
  }
  const run = { id: 'r_1', conversationId: 'c_1', messageId: 'm_1', instanceId: 'i_2', leaseUntil: 0, createdAt: 0 }
  const stored = (status: 'running' | 'interrupted'): StoredRun => ({
    run: { ...run, status },
    message: { ...message, metadata: { ...message.metadata, status: status === 'running' ? 'streaming' : status } },
    chunks: [],
  })
  const storage = { ...memoryStorage(), findRun: async () => stored('interrupted') }
  const followed = createFollowedRuns({ storage, onError: () => {} })
  const log = followed.follow('v_1', stored('running'))
  followed.wake(['r_1'])
  await expect.poll(() => log.ended).toBe(true)
  const told = parseStream(log.take(0).text + log.ending).map(({ event }) => event) as ReplyEvent[]
  expect(told).toMatchObject([{ type: 'start', messageId: 'm_1', conversationId: 'c_1' }, interrupted])
})

test('who waits for a reply that another process writes is sent away by a server that closes', async () => {
  const { storage, token, path, goOn } = await half()
  goOn()
  const init = { token, headers: { 'idempotency-key': 'k2' }, body: { message: say('more') } }
  const hanging = testServer({
    storage,
    responder: async function* () {
      yield await new Promise<never>(() => {})
    },
  })
  let looks = 0
  const other = testServer({
    storage: {
      ...storage,
      signals: { send: async () => {}, listen: () => {} },
      async findRun(...of) {
        if (looks++ > 50) throw new Error('it is asked for again and again')
        return storage.findRun(...of)
      },
    },
  })
  await expect.poll(async () => (await messagesOf(other, token, path))[1]!.metadata.status).toBe('complete')
  void hanging.send(`${path}/messages`, init)
  await expect.poll(async () => messagesOf(other, token, path)).toHaveLength(4)
  const waiting = other.send(`${path}/messages`, init)
  await expect.poll(() => looks).toBeGreaterThan(0)
  await other.close()
  expect([(await waiting).status, looks < 9]).toEqual([503, true])
})

test.each([
  [
    'data that looks like an end',
    { type: 'data-note', id: 'd', data: { type: 'error' } },
    '"code":"stream_interrupted"',
  ],
  ['an end', { type: 'abort', reason: 'stopped' }, ''],
] as const)('%s is taken for what it is', (_, last, ending) => {
  const message: Message = {
    id: 'm',
    role: 'assistant',
    parts: [],
    metadata: { createdAt: new Date(0).toISOString(), status: 'interrupted' },
  }
  const run = { id: 'r', conversationId: 'c', status: 'interrupted' } as StoredRun['run']
  const log = storedRunLog({ run, message, chunks: [{ first: 1, text: `id: r.1\ndata: ${JSON.stringify(last)}\n\n` }] })
  expect(log.length).toBe(1)
  expect(log.ending.includes('"type":"error"')).toBe(ending !== '')
  expect(log.ending).toContain(ending)
})
