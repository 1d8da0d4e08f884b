import type { Transaction } from 'kysely'
import { SessionEnded, sessionEnd, visitorOf, type Writer } from '../Storage.ts'
import { readToken } from './rows.ts'
import type { Schema } from './schema.ts'

/** The visitor who writes, if the session is still good. */
export async function admitSql(db: Transaction<Schema>, writer: Writer): Promise<string> {
  if (typeof writer !== 'string') {
    const row = await db.selectFrom('tokens').selectAll().where('hash', '=', writer.tokenHash).executeTakeFirst()
    const end = sessionEnd(row && readToken(row), writer.now)
    if (end) throw new SessionEnded(end)
  }
  return visitorOf(writer)
}
