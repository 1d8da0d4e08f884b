import { libsqlFlavour, openLibsql } from '../../src/storage/sql/libsqlStorage.ts'
import { sqlStorage } from '../../src/storage/sql/sqlStorage.ts'
import { interruptRuns } from '../../src/storage/sql/upkeepSql.ts'
import { postgresPool } from '../../src/storage/sql/postgres/postgresPool.ts'
import { startPostgres, type Postgres } from '../../src/testing/startPostgres.ts'
import { postgresStorage } from '../../src/storage/sql/postgres/postgresStorage.ts'
import { memoryStorage } from '../../src/storage/memoryStorage.ts'
import type { Faults } from './createCluster.ts'
import type { Signal } from '../../src/storage/Signals.ts'
import type { Storage } from '../../src/storage/Storage.ts'

/** A table's rows by its name. */
export type Tables = Record<'conversations' | 'messages' | 'runs' | 'run_events' | 'idempotency' | 'tokens', Row[]>
export type Row = Record<string, string | number | null>

/** What outlives a process. */
export interface Ground {
  /** Several processes at once may stand on it. */
  isShared: boolean
  /** A process may be killed on it. */
  isLasting: boolean
  /** The storage for one more process. */
  open(): Promise<Storage>
  /** What is committed at this moment, where it can be looked at. */
  tables?(): Tables | undefined | Promise<Tables>
  close(): Promise<void>
}

const names = ['conversations', 'messages', 'runs', 'run_events', 'idempotency', 'tokens'] as const

export const grounds = { memory, libsql, shared, postgres }
export type GroundName = keyof typeof grounds

async function memory(): Promise<Ground> {
  const storage = memoryStorage()
  return { isShared: false, isLasting: false, open: async () => storage, close: async () => {} }
}

const codes = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_BUSY']

async function embedded(random: () => number, faults: Faults) {
  const { database, db } = await openLibsql(':memory:')
  const prepare = database.prepare.bind(database)
  const fail = (code = faults.isExpected ? codes[Math.floor(random() * codes.length)] : 'SQLITE_CONSTRAINT') => {
    faults.happened++
    if (!faults.isExpected) faults.unexpected++
    throw Object.assign(new Error('failed on purpose'), { code })
  }
  // What ends a transaction may be done although it is told as failed.
  const prepareUnreliable = (text: string) => {
    const fails = faults.statements > 0 && text !== 'rollback' && random() < faults.statements
    if (fails && (text !== 'commit' || random() < 0.5)) fail()
    const statement = prepare(text)
    if (!fails) return statement
    return { reader: false, run: () => (statement.run(), fail('SQLITE_IOERR')) }
  }
  Object.assign(database, { prepare: prepareUnreliable })
  return {
    database,
    prepare,
    db,
    tables: (): Tables | undefined => {
      if (database.inTransaction) return undefined
      const rows = names.map(name => [name, prepare(`select * from ${name} order by rowid`).all()])
      return Object.fromEntries(rows) as Tables
    },
    close: () => db.destroy(),
  }
}

async function libsql(random: () => number, faults: Faults): Promise<Ground> {
  const { db, tables, close } = await embedded(random, faults)
  return {
    isShared: false,
    isLasting: true,
    tables,
    close,
    async open() {
      const { statements } = faults
      faults.statements = 0
      await db.transaction().execute(transaction => interruptRuns(transaction, Date.now()))
      faults.statements = statements
      return { ...sqlStorage(db, libsqlFlavour), close: async () => {} }
    },
  }
}

/** As PostgreSQL is for many processes, in simulated time: signals are rows, hints come late or not at all. */
async function shared(random: () => number, faults: Faults): Promise<Ground> {
  const { database, prepare, db, tables, close } = await embedded(random, faults)
  database.exec('create table signals (number integer primary key, body text)')
  const hear = new Set<(signal: Signal) => void>()
  const told = prepare('insert into signals (body) values (?)')
  const tell = async (_: unknown, signal: Signal) => told.run(JSON.stringify(signal))
  return {
    isShared: true,
    isLasting: true,
    tables,
    close,
    async open() {
      const storage = sqlStorage(db, { ...libsqlFlavour, tell })
      let heard = (prepare('select max(number) as number from signals').get() as { number: number }).number
      let onSignal: ((signal: Signal) => void) | undefined
      const listener = (signal: Signal) => onSignal?.(signal)
      hear.add(listener)
      const look = setInterval(() => {
        if (database.inTransaction) return
        for (const row of prepare('select * from signals where number > ?').all(heard ?? 0)) {
          const { number, body } = row as { number: number; body: string }
          heard = number
          onSignal?.(JSON.parse(body) as Signal)
        }
      }, 20)
      return {
        ...storage,
        close: async () => {
          hear.delete(listener)
          clearInterval(look)
        },
        signals: {
          listen: listener => void (onSignal = listener),
          async send(signal) {
            if (signal.type === 'stop' || signal.type === 'revoked')
              await db.transaction().execute(transaction => tell(transaction, signal))
            else if (random() < 0.8) setTimeout(() => hear.forEach(listener => listener(signal)), random() * 50)
          },
        },
      }
    },
  }
}

let running: Promise<Postgres> | undefined
export const endPostgres = async (): Promise<void> => (await running)?.remove()

async function postgres(): Promise<Ground> {
  const url = await (await (running ??= startPostgres())).newDatabase()
  const pool = postgresPool({ url, size: 1 })
  return {
    isShared: true,
    isLasting: true,
    open: () => postgresStorage({ url, size: 4 }),
    close: () => pool.end(),
    async tables() {
      const client = await pool.connect()
      try {
        await client.query('begin isolation level repeatable read')
        const tables: Partial<Tables> = {}
        for (const name of names) {
          const order = ['conversations', 'messages', 'runs'].includes(name)
            ? 'number'
            : name === 'run_events'
              ? 'run_id, first'
              : '1'
          tables[name] = (await client.query(`select * from ${name} order by ${order}`)).rows as Row[]
        }
        await client.query('commit')
        return tables as Tables
      } finally {
        client.release()
      }
    },
  }
}
