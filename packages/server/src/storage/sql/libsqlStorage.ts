import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import Database from 'libsql'
import type { Storage } from '../Storage.ts'
import { migrate, type SqlFlavour } from './migrate.ts'
import { interruptRuns } from './saveRunSql.ts'
import type { Schema } from './schema.ts'
import { sqlStorage } from './sqlStorage.ts'

const libsql: SqlFlavour = {
  counterType: 'integer',
  counter: column => column.primaryKey().autoIncrement(),
  isUnavailable: error =>
    error instanceof Error &&
    (/^SQLITE_(?!CONSTRAINT|MISMATCH|RANGE|MISUSE)/.test((error as { code?: string }).code ?? '') ||
      /not open|destroyed|database is locked|disk/i.test(error.message)),
}

/**
 * The embedded database in a file, `:memory:` for none. One process owns it: replies that were being written when the
 * last one ended are `interrupted` now, with their text so far.
 */
export async function libsqlStorage({ path }: { path: string }): Promise<Storage> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new Database(path)
  // FULL, because what is acknowledged must survive a power cut.
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'busy_timeout = 2000'])
    database.prepare(`PRAGMA ${pragma}`).all()
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) })
  try {
    await migrate(db, libsql)
    await db.transaction().execute(transaction => interruptRuns(transaction, Date.now()))
  } catch (error) {
    await db.destroy()
    throw error
  }
  return sqlStorage(db, libsql)
}
