import { sql, type Kysely } from 'kysely'
import type { Signal } from '../../Signals.ts'
import type { Schema } from '../schema.ts'

/** Where processes are told that there is something to read. */
export const CHANNEL = 'parley'

/** A signal is a row, and a NOTIFY says that there is a new one: both come with the commit of the transaction. */
export const tellOthers = (db: Kysely<Schema>, signal: Signal): Promise<unknown> =>
  sql`with kept as (insert into signals (body) values (${JSON.stringify(signal)}) returning number)
      select pg_notify(${CHANNEL}, '') from kept`.execute(db)
