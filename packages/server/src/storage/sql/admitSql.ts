import type { Transaction } from 'kysely'
import { SessionEnded, sessionEnd, visitorOf, type Writer } from '../Storage.ts'
import type { SqlFlavour } from './SqlFlavour.ts'
import { readToken } from './rows.ts'
import type { Schema } from './schema.ts'

/** The visitor who writes, if the session is still good. Where several processes write, nobody else does for them. */
export async function admitSql(db: Transaction<Schema>, writer: Writer, locks: SqlFlavour['locks']): Promise<string> {
  await locks?.visitor(db, visitorOf(writer))
  if (typeof writer !== 'string') {
    const row = await db
      .selectFrom('tokens')
      .selectAll()
      .where('hash', '=', writer.tokenHash)
      // A revocation waits for this write, or this write for the revocation.
      .$if(locks !== undefined, token => token.forShare())
      .executeTakeFirst()
    const end = sessionEnd(row && readToken(row), writer.now)
    if (end) throw new SessionEnded(end)
  }
  return visitorOf(writer)
}
