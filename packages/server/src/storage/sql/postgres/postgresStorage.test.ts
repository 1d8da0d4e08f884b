import { createConnection, createServer, type AddressInfo } from 'node:net'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createPostgresLimits } from '../../../node/createPostgresLimits.ts'
import { runErase, runExport } from '../../../node/dataCommands.ts'
import { readSettings } from '../../../node/settings.ts'
import { echoResponder } from '../../../responders/echoResponder.ts'
import { converse, messagesOf, parseStream, problemOf, say, testServer, textOf } from '../../../testing/testServer.ts'
import { startPostgres, type Postgres } from '../../../testing/startPostgres.ts'
import type { Signal } from '../../Signals.ts'
import { isPostgresAway } from './postgresFlavour.ts'
import { postgresStorage, type PostgresStorage } from './postgresStorage.ts'

let postgres: Postgres
let url: string
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const open = async (size = 10): Promise<PostgresStorage> => {
  const storage = await postgresStorage({ url, size })
  opened.push(() => storage.close())
  return storage
}

/** Another program at the database. */
const connect = async (): Promise<Client> => {
  const client = new Client(url)
  client.on('error', () => {})
  await client.connect()
  opened.push(() => client.end().catch(() => {}))
  return client
}

const newDatabase = async () => {
  url = await postgres.newDatabase()
}

const expectAway = async (response: Response) => {
  expect([response.status, (await problemOf(response)).code]).toEqual([503, 'unavailable'])
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
}

test('processes that open an empty database at once make one schema', async () => {
  await newDatabase()
  await Promise.all(Array.from({ length: 6 }, () => open(2)))
  const { rows } = await (await connect()).query('select version from parley_schema')
  expect(rows).toHaveLength(1)
})

test('a process waits for another that takes long to bring the schema up to date', async () => {
  await newDatabase()
  const [other, admin] = [await connect(), await connect()]
  // A limit of the operator's own would end the wait as well.
  await admin.query(`alter database ${new URL(url).pathname.slice(1)} set lock_timeout = '50ms'`)
  await other.query('begin')
  await other.query('select pg_advisory_xact_lock($1)', [0x70_61_72_6c_65_79])
  const opening = open()
  const waits = () =>
    admin.query(`select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`) // prettier-ignore
  await expect.poll(async () => (await waits()).rowCount).toBe(1)
  await new Promise(resolve => setTimeout(resolve, 200))
  expect((await waits()).rowCount).toBe(1)
  await other.query('commit')
  expect(await (await opening).findToken('none')).toBeUndefined()
})

test('a revocation and its telling are one: it is heard when it is done, and not when it fails', async () => {
  await newDatabase()
  const [a, b, admin] = [await open(), await open(), await connect()]
  const heard: Signal[] = []
  b.signals.listen(signal => heard.push(signal))
  const server = testServer({ storage: a })
  const [first, second] = [await server.mint(), await server.mint()]
  await admin.query('alter table signals rename to elsewhere')
  await expect(a.revokeSessions({ sessionId: first.id }, Date.now())).rejects.toThrow(/signals/)
  expect((await server.send('/v1/conversations', { token: first.clientToken })).status).toBe(200)
  await admin.query('alter table elsewhere rename to signals')
  await a.revokeSessions({ sessionId: second.id }, Date.now())
  expect((await server.send('/v1/conversations', { token: second.clientToken })).status).toBe(401)
  await expect.poll(() => heard).toEqual([{ type: 'revoked', sessionIds: [second.id] }])
})

test('leases are renewed even when cleaning fails', async () => {
  await newDatabase()
  const storage = await open()
  const server = testServer({ storage, responder: echoResponder({ delayMs: 20 }) })
  const { clientToken: token } = await server.mint()
  const body = { message: say('word '.repeat(100)) }
  const begun = await server.send('/v1/conversations', { token, body })
  const { activeRun } = (await begun.json()) as { activeRun: { id: string } }
  const admin = await connect()
  await admin.query('alter table idempotency rename to elsewhere')
  const leaseUntil = Date.now() + 3_600_000
  await expect(storage.upkeep({ now: Date.now(), runIds: [activeRun.id], leaseUntil })).rejects.toThrow(/idempotency/)
  await admin.query('alter table elsewhere rename to idempotency')
  const { rows } = await admin.query('select lease_until from runs where id = $1', [activeRun.id])
  expect(Number((rows[0] as { lease_until: string }).lease_until)).toBe(leaseUntil)
})

test('the replies of a process that is gone end while another process cleans', async () => {
  await newDatabase()
  const [storage, other] = [await open(), await connect()]
  const server = testServer({ storage })
  const { path, token } = await converse(server)
  await other.query(`update runs set status = 'running', lease_until = 1`)
  await other.query('select pg_advisory_lock($1)', [0x70_61_72_6c_65_79 + 1])
  await storage.upkeep({ now: Date.now(), runIds: [], leaseUntil: 0 })
  expect((await other.query('select status from runs')).rows).toEqual([{ status: 'interrupted' }])
  expect((await messagesOf(server, token, path)).at(-1)!.metadata.status).toBe('interrupted')
})

test('a database of a newer version is refused with a clear line', async () => {
  await newDatabase()
  await open()
  await (await connect()).query('update parley_schema set version = 99')
  await expect(open()).rejects.toThrow(/has schema version 99, and this version of Parley knows \d+: it was written by a newer/) // prettier-ignore
})

test('a database that takes no writes, as a standby after a failover, is 503; then all is well without a restart', async () => {
  await newDatabase()
  const server = testServer({ storage: await open() })
  const talk = await converse(server)
  const admin = await connect()
  const name = new URL(url).pathname.slice(1)
  await admin.query(`alter database ${name} set default_transaction_read_only = on`)
  // The connections that are open are those of the old primary, which is a standby now.
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and application_name = 'parley'`,
    [name],
  )
  const send = () => server.send(`${talk.path}/messages`, { token: talk.token, body: { message: say('again') } })
  await expectAway(await send())
  await expectAway(await send())
  expect(await messagesOf(server, talk.token, talk.path)).toHaveLength(2)
  await admin.query(`alter database ${name} reset default_transaction_read_only`)
  // A connection that failed is given up, so that the next one finds the new primary.
  await expect.poll(async () => (await send()).status).toBe(200)
  expect((await messagesOf(server, talk.token, talk.path)).map(textOf)).toContain('again')
})

test('connections that are ended from outside are not noticed by anybody who asks later', async () => {
  await newDatabase()
  const server = testServer({ storage: await open() })
  const talk = await converse(server)
  const admin = await connect()
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()') // prettier-ignore
  await new Promise(resolve => setTimeout(resolve, 100))
  expect((await server.send(talk.path, { token: talk.token })).status).toBe(200)
  expect(server.errors).toEqual([])
})

test.each([
  ['ECONNREFUSED', true],
  // Its name cannot be resolved at the moment, as in the middle of a failover.
  ['EAI_AGAIN', true],
  ['57P01', true],
  ['25006', true],
  ['25P03', true],
  ['23505', false],
  ['22021', false],
  ['ERR_INVALID_ARG_TYPE', false],
])('an error with the code %s is one of a database that is away: %s', (code, isAway) => {
  expect(isPostgresAway(Object.assign(new Error('x'), { code }))).toBe(isAway)
})

test('a full pool is 503 for who would wait too long, and frees itself', async () => {
  await newDatabase()
  const server = testServer({ storage: await open(1) })
  const talk = await converse(server)
  const other = await connect()
  await other.query('begin')
  await other.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [talk.visitorId])
  const send = () => server.send(`${talk.path}/messages`, { token: talk.token, body: { message: say('waits') } })
  const first = send()
  const waiting = () => other.query(`select 1 from pg_locks where not granted`)
  await expect.poll(async () => (await waiting()).rowCount).toBe(1)
  await expectAway(await server.send(talk.path, { token: talk.token }))
  await other.query('rollback')
  expect((await first).status).toBe(200)
  expect((await server.send(talk.path, { token: talk.token })).status).toBe(200)
})

test('signals reach every process once, also those sent while its listening connection was away', async () => {
  await newDatabase()
  const [a, b] = [await open(), await open()]
  const heard: Signal[] = []
  b.signals.listen(signal => heard.push(signal))
  const stop = (runId: string): Signal => ({ type: 'stop', runIds: [runId] })
  await a.signals.send(stop('r_1'))
  await expect.poll(() => heard).toEqual([stop('r_1')])
  const admin = await connect()
  for (let round = 2; round < 5; round++) {
    const listening = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley-signals' and datname = current_database()` // prettier-ignore
    await expect.poll(async () => (await admin.query(listening)).rowCount).toBeGreaterThan(0)
    await a.signals.send(stop(`r_${round}`))
    await expect.poll(() => heard).toHaveLength(round)
  }
  expect(heard).toEqual([1, 2, 3, 4].map(round => stop(`r_${round}`)))
})

test('hints are told in one notification, and are no rows', async () => {
  await newDatabase()
  const [a, b] = [await open(), await open()]
  const heard: Signal[] = []
  b.signals.listen(signal => heard.push(signal))
  const admin = await connect()
  await expect
    .poll(async () => {
      // Those that are told before the other listens are lost.
      await a.signals.send({ type: 'followed', runId: 'r_1' })
      return heard
    })
    .toContainEqual({ type: 'followed', runId: 'r_1' })
  for (const runId of ['r_2', 'r_3', 'r_4']) await a.signals.send({ type: 'stored', runIds: [runId] })
  await expect.poll(() => heard.at(-1)).toEqual({ type: 'stored', runIds: ['r_2', 'r_3', 'r_4'] })
  expect((await admin.query('select 1 from signals')).rowCount).toBe(0)
})

test('signals get through without a listening connection at all, by looking', async () => {
  await newDatabase()
  const [a, b] = [await open(), await open()]
  const heard: Signal[] = []
  b.signals.listen(signal => heard.push(signal))
  const admin = await connect()
  // A pooler that hands no notification on looks like this from inside.
  let isDeaf = true
  const deafen = async () => {
    while (isDeaf) {
      await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley-signals' and datname = current_database()`) // prettier-ignore
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  const deafening = deafen()
  await new Promise(resolve => setTimeout(resolve, 500))
  await a.signals.send({ type: 'revoked', sessionIds: ['cs_1'] })
  await expect
    .poll(() => heard, { interval: 10 })
    .toEqual([{ type: 'revoked', sessionIds: ['cs_1'] }])
    .finally(() => (isDeaf = false))
  await deafening
})

test('a notification that is somebody else’s is passed over', async () => {
  await newDatabase()
  const storage = await open()
  const heard: Signal[] = []
  storage.signals.listen(signal => heard.push(signal))
  const admin = await connect()
  const followed: Signal = { type: 'followed', runId: 'r_1' }
  await expect.poll(() => storage.signals.send(followed).then(() => heard)).toContainEqual(followed)
  await admin.query(`notify parley, '{of another program'`)
  await storage.signals.send({ type: 'followed', runId: 'r_2' })
  await expect.poll(() => heard.at(-1)).toEqual({ type: 'followed', runId: 'r_2' })
})

test('a listening connection that falls silent without an end is made anew', async () => {
  await newDatabase()
  const { hostname, port } = new URL(url)
  let listening = 0
  const proxy = createServer({ allowHalfOpen: true }, socket => {
    const database = createConnection(Number(port), hostname)
    socket.on('error', () => {}).on('close', () => database.destroy())
    database.on('error', () => {}).on('close', () => socket.destroy())
    database.pipe(socket)
    socket.once('data', first => {
      database.write(first)
      const isFirst = first.includes('parley-signals') && ++listening === 1
      if (!isFirst) return socket.pipe(database)
      return socket.once('data', listen => {
        database.write(listen)
        // From here on it says what a machine says that is gone: nothing, not even that.
        database.once('data', () => database.unpipe(socket))
      })
    })
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const storage = await postgresStorage({ url: through.href })
  await expect.poll(() => listening, { timeout: 20_000 }).toBe(2)
  await storage.close()
  proxy.close()
}, 30_000)

test('who is sent elsewhere before anything was read has an event to resume from', async () => {
  await newDatabase()
  const text = 'word '.repeat(50).trim()
  const start = async () =>
    testServer({ storage: await postgresStorage({ url }), responder: echoResponder({ delayMs: 20 }) })
  const [a, b] = [await start(), await start()]
  const { clientToken: token } = await a.mint()
  const stream = await a.send('/v1/conversations', { token, accept: 'text/event-stream', body: { message: say(text) } })
  const closed = a.close(10_000)
  const first = parseStream(await stream.text())
  const { conversationId } = first[0]!.event as { conversationId: string }
  const headers = { 'last-event-id': first.at(-1)!.id! }
  const rest = await b.send(`/v1/conversations/${conversationId}/stream`, { token, headers })
  const events = [...first, ...parseStream(await rest.text())]
  expect(events.flatMap(({ event }) => (event?.type === 'text-delta' ? event.delta : [])).join('')).toBe(text)
  await closed
  await b.close()
})

test('a reply that is being stored while its conversation is deleted leaves nothing', async () => {
  await newDatabase()
  const storage = await open()
  const talk = await converse(testServer({ storage }))
  const other = await connect()
  await other.query(`update runs set status = 'running'`)
  await other.query('begin')
  await other.query('select 1 from runs where id = $1 for update', [talk.runId])
  await other.query(`insert into run_events (run_id, first, body) values ($1, 1000, 'more of the reply')`, [talk.runId])
  const deleted = storage.deleteOwned(talk.visitorId, 'everything')
  const waiting = () => other.query(`select 1 from pg_locks where not granted`)
  await expect.poll(async () => (await waiting()).rowCount).toBe(1)
  await other.query('commit')
  expect((await deleted).found).toBe(true)
  expect((await other.query('select body from run_events')).rows).toEqual([])
})

test('a conversation that is written in while it is taken for too old stays', async () => {
  await newDatabase()
  const storage = await open()
  const talk = await converse(testServer({ storage }))
  const other = await connect()
  await other.query('begin')
  await other.query(`update conversations set updated_at = updated_at + 1000000`)
  const deleteBefore = Date.now() + 500_000
  const upkeep = storage.upkeep({ now: Date.now(), runIds: [], leaseUntil: 0, deleteBefore })
  const waiting = () => other.query(`select 1 from pg_locks where not granted`)
  await expect.poll(async () => (await waiting()).rowCount).toBe(1)
  await other.query('commit')
  await upkeep
  expect(await storage.listMessages(talk.visitorId, talk.conversationId, { limit: 9 })).toHaveLength(2)
})

test('counts that the database chose to give way are counted again', async () => {
  await newDatabase()
  const other = await connect()
  // Whoever looks for a deadlock gives way: here the counts, which have waited for so long when there is one.
  await other.query(`alter database ${new URL(url).pathname.slice(1)} set deadlock_timeout = '4s'`)
  const limits = createPostgresLimits((await open()).pool, { rateLimit: '2/min', anonymousLimit: '9/h' })
  const counts = [{ limit: 'send', key: 'a' } as const, { limit: 'send', key: 'b' } as const]
  expect(await limits.take(counts)).toBeUndefined()
  await other.query(`set deadlock_timeout = '1h'`)
  await other.query('begin')
  await other.query(`update limit_counts set points = points where key = 'send:b'`)
  const taken = limits.take(counts)
  const waiting = () => other.query(`select 1 from pg_locks where not granted`)
  await expect.poll(async () => (await waiting()).rowCount).toBe(1)
  await other.query(`update limit_counts set points = points where key = 'send:a'`)
  await other.query('commit')
  expect(await taken).toBeUndefined()
  expect(await limits.take(counts)).toMatchObject({ retryAfter: expect.any(Number) as number })
})

test('export, erase and retention work on it', async () => {
  await newDatabase()
  let clock = Date.now()
  const server = testServer({ storage: await open(), now: () => clock, retentionDays: 30, leaseMs: 300 })
  const talk = await converse(server, 'of somebody')
  const { clientToken } = await server.mint({ userIdentifier: 'ada' })
  await server.send('/v1/conversations', { token: clientToken, body: { title: 'of ada' } })
  const settings = readSettings({ DATABASE_URL: url })
  const exported = async () => {
    const lines: string[] = []
    await runExport(settings, undefined, line => void lines.push(line))
    return lines.map(line => (JSON.parse(line) as { title: string }).title)
  }
  expect((await exported()).sort()).toEqual(['of ada', 'of somebody'])
  expect([await runErase(settings, 'ada'), await runErase(settings, 'ada')]).toEqual([true, false])
  expect(await exported()).toEqual(['of somebody'])
  expect((await server.send('/v1/conversations', { token: clientToken })).status).toBe(401)
  clock += 31 * 24 * 3_600_000
  await expect.poll(exported).toEqual([])
  expect(talk.events.length).toBeGreaterThan(0)
  await server.close()
})

test('tables that are up to date need no right to make any: a server starts, and an export only reads', async () => {
  await newDatabase()
  await converse(testServer({ storage: await open() }), 'of somebody')
  const owner = await connect()
  await owner.query(`
    revoke create on schema public from public;
    create role app login; create role reader login;
    grant select, insert, update, delete on all tables in schema public to app;
    grant usage on all sequences in schema public to app;
    grant select on all tables in schema public to reader;
    alter role reader set default_transaction_read_only = on`)
  const as = (role: string) => url.replace('parley@', `${role}@`)
  const storage = await postgresStorage({ url: as('app'), size: 2 })
  opened.push(() => storage.close())
  await converse(testServer({ storage }), 'of app')
  const lines: string[] = []
  await runExport(readSettings({ DATABASE_URL: as('reader') }), undefined, line => void lines.push(line))
  expect(lines.map(line => (JSON.parse(line) as { title: string }).title)).toEqual(['of somebody', 'of app'])
})

test('the schema of another search path is not the one that is used', async () => {
  await newDatabase()
  await open()
  const owner = await connect()
  await owner.query('create schema other; create role second login; alter role second set search_path = other; grant all on schema other to second') // prettier-ignore
  const second = await postgresStorage({ url: url.replace('parley@', 'second@'), size: 2 })
  opened.push(() => second.close())
  await converse(testServer({ storage: second }), 'in the other')
  expect((await owner.query('select title from other.conversations')).rows).toEqual([{ title: 'in the other' }])
  expect((await owner.query('select title from public.conversations')).rows).toEqual([])
})
