import { SqliteDialect, SqliteDriver, type DatabaseConnection, type Driver } from 'kysely'
import type Database from 'libsql'

/**
 * Transactions that take the write lock at their beginning, so that nothing later in them can find the database
 * locked. The beginning is one statement for good: libsql leaves one that found a lock unfinished, no other
 * transaction can commit until it is run again, and a new one each time would only be swept up by chance. `expectFile`
 * throws where nothing may be written any more.
 */
export function immediateDialect(database: Database.Database, expectFile: () => void): SqliteDialect {
  const begin = database.prepare('begin immediate')
  class ImmediateDriver extends SqliteDriver {
    override async beginTransaction(): Promise<void> {
      expectFile()
      begin.run()
    }
    override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
      // A full disk has ended it by itself, and an error about that would hide which error it was.
      if (database.inTransaction) await super.rollbackTransaction(connection)
    }
  }
  return new (class extends SqliteDialect {
    override createDriver(): Driver {
      return new ImmediateDriver({ database })
    }
  })({ database })
}
