import type { ColumnDefinitionBuilder, Kysely, Transaction } from 'kysely'
import type { Signal } from '../Signals.ts'
import type { SaveRun } from '../Storage.ts'
import type { Schema } from './schema.ts'

/** What differs between databases; everything else is written once. */
export interface SqlFlavour {
  /** The type and the options of a key that counts up by itself. */
  counterType: 'integer' | 'bigserial'
  counter: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** Whether a server has used the database, or with PostgreSQL the schemas of its search path. */
  hasSchema: (db: Kysely<Schema>) => Promise<boolean>
  /** Errors of a database that is away, locked or full. */
  isUnavailable: (error: unknown) => boolean
  /** Errors that pass by themselves, when another process has finished its write. */
  isBusy: (error: unknown) => boolean
  /** Where several processes write: what must not be done by two at once. Each is held to the end of its transaction. */
  locks?: {
    schema: (db: Transaction<Schema>) => Promise<void>
    /** The writes of one visitor, one after another. */
    visitor: (db: Transaction<Schema>, visitorId: string) => Promise<void>
    /** False when another process is cleaning. */
    cleaning: (db: Transaction<Schema>) => Promise<boolean>
  }
  /** Tells the other processes when the transaction is committed, and not without it. */
  tell?: (db: Kysely<Schema>, signal: Signal) => Promise<unknown>
  /** Stores replies so far in fewer steps than one by one; false for those that no longer run. */
  saveRunning?: (db: Kysely<Schema>, list: { visitorId: string; save: SaveRun }[]) => Promise<boolean[]>
  /** Takes what was deleted out of the database's own log as well. */
  forget?: (db: Kysely<Schema>) => Promise<unknown>
}
