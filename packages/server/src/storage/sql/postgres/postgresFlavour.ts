import { sql } from 'kysely'
import type { SqlFlavour } from '../SqlFlavour.ts'
import { saveRunning } from './saveRunning.ts'
import { tellOthers } from './tellOthers.ts'

/** Any number that nobody else takes a lock on: "parley" in ASCII. */
const SCHEMA_LOCK = 0x70_61_72_6c_65_79
const CLEANING_LOCK = SCHEMA_LOCK + 1

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

/**
 * Away (08, 57P), full (53), too slow (57014, 55P03, 25P03), or a standby since a failover (25006); or nobody answers at all,
 * which Node and the driver say in words of their own.
 */
const AWAY = /^(?:08|53|57P0|57014$|55P03$|25006$|25P03$|58|XX|E(?!RR_)[A-Z_]{4,}$)/
const AWAY_MESSAGE = /connection (?:terminated|error|ended)|read timeout|timeout exceeded|not queryable|driver has already been destroyed|Cannot use a pool/i // prettier-ignore

export const isPostgresAway = (error: unknown): boolean =>
  AWAY.test(codeOf(error)) || (error instanceof Error && AWAY_MESSAGE.test(error.message))

export const postgresFlavour: SqlFlavour = {
  counterType: 'bigserial',
  counter: column => column.primaryKey(),
  hasSchema: async db => {
    const { rows } = await sql<{ table: unknown }>`select to_regclass('parley_schema') as "table"`.execute(db)
    return rows[0]!.table !== null
  },
  isUnavailable: isPostgresAway,
  // Deadlock and serialization failure: PostgreSQL chose this transaction to give way.
  isBusy: error => /^40(?:P01|001)$/.test(codeOf(error)),
  saveRunning,
  tell: tellOthers,
  locks: {
    schema: async db => {
      // An index of a large table takes its time, and so does waiting for the process that makes it.
      for (const limit of ['lock_timeout', 'statement_timeout'])
        await sql`select set_config(${limit}, '0', true)`.execute(db)
      await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(db)
    },
    visitor: async (db, visitorId) =>
      void (await sql`select pg_advisory_xact_lock(hashtextextended(${visitorId}, 0))`.execute(db)),
    cleaning: async db => {
      const { rows } = await sql<{
        taken: boolean
      }>`select pg_try_advisory_xact_lock(${CLEANING_LOCK}) as taken`.execute(db)
      return rows[0]!.taken
    },
  },
}
