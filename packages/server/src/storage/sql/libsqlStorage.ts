import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Kysely, sql } from 'kysely'
import Database from 'libsql'
import type { Storage } from '../Storage.ts'
import { immediateDialect } from './immediateDialect.ts'
import { makeFolder } from '../makeFolder.ts'
import { expectSchema, migrate } from './migrate.ts'
import type { SqlFlavour } from './SqlFlavour.ts'
import type { Schema } from './schema.ts'
import { sqlStorage } from './sqlStorage.ts'
import { interruptRuns } from './upkeepSql.ts'

const codeOf = (error: unknown): string => (error instanceof Error && (error as { code?: string }).code) || ''

export const libsqlFlavour: SqlFlavour = {
  counterType: 'integer',
  counter: column => column.primaryKey().autoIncrement(),
  hasSchema: async db => {
    const { rows } = await sql`select 1 from sqlite_master where name = 'parley_schema'`.execute(db)
    return rows.length > 0
  },
  forget: db => sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db),
  isBusy: error => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error)),
  isUnavailable: error =>
    error instanceof Error &&
    (/^SQLITE_(?!CONSTRAINT|MISMATCH|RANGE|MISUSE)/.test(codeOf(error)) ||
      // A full disk ends the transaction by itself, and then there is none to roll back.
      /not open|destroyed|database is locked|disk|no transaction is active/i.test(error.message)),
}

/**
 * The database in a file, its schema up to date; or with `asItIs`, for commands on what a server has stored. Nothing else
 * is changed in it: other processes may be using it.
 */
export async function openLibsql(
  path: string,
  asItIs?: boolean,
): Promise<{ database: Database.Database; db: Kysely<Schema> }> {
  const database = new Database(path)
  const set = (pragma: string) => database.prepare(`PRAGMA ${pragma}`).all()
  set('busy_timeout = 2000')
  // What is acknowledged must survive a power cut, what is deleted must not.
  set('synchronous = FULL')
  set('secure_delete = ON')
  const db = new Kysely<Schema>({ dialect: immediateDialect(database, expectFile(path)) })
  try {
    await (asItIs ? expectSchema : migrate)(db, libsqlFlavour)
  } catch (error) {
    await db.destroy()
    throw error
  }
  if (!asItIs) set('journal_mode = WAL') // stays in the file, so not in one that was refused
  // From here on nobody may be held up: see `whenFree`.
  set('busy_timeout = 0')
  return { database, db }
}

/** Throws once the file is another or gone: what is written to it then is lost with the process. */
function expectFile(path: string): () => void {
  const absolute = resolve(path) // the process may go elsewhere
  const inode = () => {
    try {
      return statSync(absolute).ino
    } catch {
      return undefined // `:memory:` has none either
    }
  }
  const opened = inode()
  return () => {
    if (inode() === opened) return
    const error = new Error('The file of the database was moved, replaced or deleted. Start the server again.')
    throw Object.assign(error, { code: 'SQLITE_READONLY_DBMOVED' })
  }
}

/**
 * The embedded database in a file, `:memory:` for none. One process owns it: replies that were being written when the
 * last one ended are `interrupted` now, with their text so far.
 */
export async function libsqlStorage({ path }: { path: string }): Promise<Storage> {
  if (path !== ':memory:') makeFolder(dirname(resolve(path)))
  const { db } = await openLibsql(path)
  try {
    await db.transaction().execute(transaction => interruptRuns(transaction, Date.now()))
  } catch (error) {
    await db.destroy()
    throw error
  }
  return sqlStorage(db, libsqlFlavour)
}
