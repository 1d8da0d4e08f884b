import type { PostgresPool } from 'kysely'
import { Pool, types, type PoolClient, type PoolConfig } from 'pg'
import { isPostgresAway } from './postgresFlavour.ts'

export interface PoolOptions {
  /** `postgres://…`. */
  url: string
  /** Connections at most. Default: 10. */
  size?: number
}

const common = ({ url }: PoolOptions): PoolConfig => ({
  connectionString: url,
  // Who waits longer than this is told to come again.
  connectionTimeoutMillis: 3000,
  keepAlive: true,
  application_name: 'parley',
  // All our counters and times are far below 2 ** 53.
  types: {
    getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
  },
})

/** One connection that waits for as long as a migration takes. */
export const migratingPool = (options: PoolOptions): Pool => new Pool({ ...common(options), max: 1 })

/** Connections that nobody waits for long, and that are given up after an error of the database. */
export function postgresPool(options: PoolOptions): Pool {
  const pool = new Pool({
    ...common(options),
    max: options.size ?? 10,
    query_timeout: 10_000,
    statement_timeout: 8000,
    lock_timeout: 5000,
    idle_in_transaction_session_timeout: 15_000,
    idleTimeoutMillis: 30_000,
  })
  // A connection that breaks while nobody uses it; the next query finds out by itself.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

/** The pool as Kysely takes it. */
export const recyclingPool = (pool: Pool): PostgresPool => ({
  connect: async () => recycled(await pool.connect()),
  end: () => pool.end(),
})

/** After a failover a connection may be good and its database a standby: it does not come back to the pool. */
function recycled(client: PoolClient): PoolClient {
  let isBroken = false
  const query = client.query.bind(client) as (...values: unknown[]) => Promise<unknown>
  const release = client.release.bind(client)
  const watched = (...values: unknown[]): unknown => {
    const result: unknown = query(...values)
    if (result instanceof Promise) result.catch((error: unknown) => (isBroken ||= isPostgresAway(error)))
    return result
  }
  return Object.assign(Object.create(client) as PoolClient, {
    query: watched,
    release: (error?: boolean | Error) => release(error ?? isBroken),
  })
}
