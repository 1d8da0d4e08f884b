import type { Transaction } from 'kysely'
import type { Deleted } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import { readMessage } from './rows.ts'
import type { Schema } from './schema.ts'

/** Deletes one message; a reply that is being written ends with it. */
export async function deleteMessageSql(db: Transaction<Schema>, visitorId: string, number: number): Promise<Deleted> {
  const gone = await db
    .deleteFrom('messages')
    .where('number', '=', number)
    .where('visitor_id', '=', visitorId)
    .returning(['id', 'conversation_id'])
    .executeTakeFirst()
  if (!gone) return { found: false, runIds: [], sessionIds: [] }
  // Each by what there is an index of: runs, keys and conversations are those of everybody.
  const runs = await db
    .deleteFrom('runs')
    .where('conversation_id', '=', gone.conversation_id)
    .where('message_id', '=', gone.id)
    .returning(['id', 'status'])
    .execute()
  for (const { id } of runs) {
    await db.deleteFrom('run_events').where('run_id', '=', id).execute()
    await db.deleteFrom('idempotency').where('visitor_id', '=', visitorId).where('run_id', '=', id).execute()
    await db
      .updateTable('conversations')
      .set({ active_run_id: null })
      .where('id', '=', gone.conversation_id)
      .where('active_run_id', '=', id)
      .execute()
  }
  const last = await db
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', gone.conversation_id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const summary = last && summarize(readMessage(last).message)
  await db
    .updateTable('conversations')
    .set(eb => ({
      message_count: eb('message_count', '-', 1),
      last_message: summary ? JSON.stringify(summary) : null,
    }))
    .where('id', '=', gone.conversation_id)
    .execute()
  return { found: true, runIds: runs.filter(run => run.status === 'running').map(run => run.id), sessionIds: [] }
}
