import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import type { Signals } from '../../Signals.ts'
import type { Storage } from '../../Storage.ts'
import { expectSchema, migrate } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { sqlStorage } from '../sqlStorage.ts'
import { postgresFlavour } from './postgresFlavour.ts'
import { migratingPool, postgresPool, recyclingPool, type PoolOptions } from './postgresPool.ts'
import { postgresSignals } from './postgresSignals.ts'

/**
 * A PostgreSQL database, its schema up to date; or with `asItIs`, for commands on what a server has stored. Any number of
 * processes may use it.
 */
export async function openPostgres(
  options: PoolOptions,
  asItIs?: boolean,
): Promise<{ pool: Pool; db: Kysely<Schema> }> {
  const migrating = open(migratingPool(options))
  try {
    await (asItIs ? expectSchema : migrate)(migrating, postgresFlavour)
  } finally {
    await migrating.destroy()
  }
  const pool = postgresPool(options)
  return { pool, db: open(pool) }
}

const open = (pool: Pool) => new Kysely<Schema>({ dialect: new PostgresDialect({ pool: recyclingPool(pool) }) })

/** A storage that any number of servers can share. */
export interface PostgresStorage extends Storage {
  signals: Signals
  pool: Pool
}

/** The storage on PostgreSQL, for any number of processes. */
export async function postgresStorage(options: PoolOptions): Promise<PostgresStorage> {
  const { pool, db } = await openPostgres(options)
  const storage = sqlStorage(db, postgresFlavour)
  const signals = await postgresSignals({ url: options.url, pool, db }).catch(async (error: unknown) => {
    await storage.close()
    throw error
  })
  return {
    ...storage,
    pool,
    signals,
    async close() {
      await signals.close()
      await storage.close()
    },
  }
}
