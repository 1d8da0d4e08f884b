import { Socket } from 'node:net'
import type { Kysely } from 'kysely'
import { Client, type Pool } from 'pg'
import type { Signal, Signals } from '../../Signals.ts'
import { StorageUnavailable } from '../../Storage.ts'
import type { Schema } from '../schema.ts'
import { isPostgresAway } from './postgresFlavour.ts'
import { CHANNEL, tellOthers } from './tellOthers.ts'

/** How often the way through the database is tried, and how long it may be silent before it is taken for broken. */
const PING_MS = 2000
const DEAF_MS = 5000
const POLL_MS = 400
const RECONNECT_MS = 300
/** Numbers are given before the commit, so that a lower one may show up after a higher one. */
const OVERLAP_MS = 30_000
const KEPT = '10 minutes'
const CLEAN_MS = 60_000
const GOODBYE_MS = 1000
/** A notification holds at most 8,000 bytes. */
const HINTS = 100
/** Replies are stored together, and notifying is one at a time in the whole database. */
const HINT_MS = 10

interface Row {
  now: number
  number: number | null
  body: string | null
}

/**
 * Signals are rows, and a NOTIFY says that there are new ones, see `tellOthers`. So none is lost while the listening connection is away:
 * then, and where a pooler keeps notifications back, the rows are asked for instead.
 */
export async function postgresSignals({
  url,
  pool,
  db,
}: {
  url: string
  pool: Pool
  db: Kysely<Schema>
}): Promise<Signals & { close: () => Promise<void> }> {
  const id = crypto.randomUUID()
  const seen = new Map<number, number>()
  let onSignal: ((signal: Signal) => void) | undefined
  let client: Client | undefined
  let socket: Socket | undefined
  let heardAt = 0
  let readUntil = 0
  let reading: Promise<void> | undefined
  let isAgain = false
  let isClosed = false

  const whenThere = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch((cause: unknown) => {
      throw isPostgresAway(cause) ? new StorageUnavailable('The database does not answer.', { cause }) : cause
    })
  const query = async <T>(text: string, values: unknown[]): Promise<T[]> =>
    (await whenThere(pool.query(text, values))).rows as T[]

  const readRows = async (): Promise<void> => {
    const rows = await query<Row>(
      `select n.now, s.number, s.body
       from (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now) n
       left join signals s on s.created_at > to_timestamp($1 / 1000.0) order by s.number`,
      [readUntil - OVERLAP_MS],
    )
    const isFirst = readUntil === 0
    const { now } = rows[0]!
    for (const { number, body } of rows) {
      if (number === null || seen.has(number)) continue
      seen.set(number, now)
      if (!isFirst) onSignal?.(JSON.parse(body!) as Signal)
    }
    for (const [number, at] of seen) if (at < now - 2 * OVERLAP_MS) seen.delete(number)
    readUntil = now
  }

  /** One at a time; who comes meanwhile is served by one more after it. */
  const read = (): void => {
    if (reading) return void (isAgain = true)
    reading = readRows()
      .catch(() => {})
      .finally(() => {
        reading = undefined
        if (isAgain && !isClosed) {
          isAgain = false
          read()
        }
      })
  }

  const heard = (payload: string | undefined): void => {
    try {
      if (payload === id) heardAt = Date.now()
      else if (payload?.startsWith('{')) onSignal?.(JSON.parse(payload) as Signal)
      else if (payload === '') read()
    } catch {
      // Whoever may connect to the database may notify, and an error here would end the process.
    }
  }

  const connect = async (): Promise<void> => {
    const wire = new Socket()
    const listening = new Client({
      connectionString: url,
      stream: () => wire,
      connectionTimeoutMillis: 3000,
      keepAlive: true,
      application_name: 'parley-signals',
    })
    const ended = new Promise<void>(resolve => listening.once('end', resolve))
    listening.on('error', () => {})
    listening.on('notification', ({ payload }) => heard(payload))
    client = listening
    socket = wire
    try {
      await listening.connect()
      await listening.query(`listen ${CHANNEL}`)
      read()
      ping()
      await ended
    } finally {
      client = undefined
      void listening.end().catch(() => {})
    }
  }

  const ping = (): void => void query(`select pg_notify('${CHANNEL}', $1)`, [id]).catch(() => {})

  const keepConnected = async (): Promise<void> => {
    while (!isClosed) {
      await connect().catch(() => {})
      if (!isClosed) await new Promise(resolve => setTimeout(resolve, RECONNECT_MS))
    }
  }

  // What was sent before concerns nobody here; from now on everything does.
  await readRows()
  const hints = new Set<string>()
  /** Who does not hear of it looks by itself, so it is no row. */
  const notify = (signal: Signal) => query(`select pg_notify('${CHANNEL}', $1)`, [JSON.stringify(signal)])
  const tellHints = async (): Promise<void> => {
    const runIds = [...hints]
    hints.clear()
    for (let at = 0; at < runIds.length; at += HINTS)
      await notify({ type: 'stored', runIds: runIds.slice(at, at + HINTS) })
  }
  const hint = (runIds: string[]): void => {
    if (hints.size === 0) setTimeout(() => void tellHints().catch(() => {}), HINT_MS)
    for (const id of runIds) hints.add(id)
  }

  const every = (ms: number, work: () => void): NodeJS.Timeout => setInterval(work, ms).unref()
  const timers = [
    every(PING_MS, ping),
    every(POLL_MS, () => {
      if (Date.now() - heardAt < DEAF_MS && client) return
      read()
    }),
    every(DEAF_MS, () => {
      // A connection that nobody answers on looks well from here, and a goodbye would wait for its answer.
      if (Date.now() - heardAt > 2 * DEAF_MS) socket?.destroy()
    }),
    every(CLEAN_MS, () => {
      void query(`delete from signals where created_at < clock_timestamp() - interval '${KEPT}'`, []).catch(() => {})
    }),
  ]
  void keepConnected()

  return {
    listen: listener => void (onSignal = listener),
    async send(signal) {
      if (signal.type === 'stored') return hint(signal.runIds)
      if (signal.type === 'followed') return void (await notify(signal))
      await whenThere(tellOthers(db, signal))
    },
    async close() {
      isClosed = true
      for (const timer of timers) clearInterval(timer)
      const left = setTimeout(() => socket?.destroy(), GOODBYE_MS)
      await client?.end().catch(() => {})
      clearTimeout(left)
      await reading
    },
  }
}
