import type { Transaction } from 'kysely'
import type { SaveRun } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import type { Schema } from './schema.ts'

export async function saveRunSql(db: Transaction<Schema>, visitorId: string, save: SaveRun): Promise<boolean> {
  const { now, runId, message, events, ended } = save
  const run = await db
    .selectFrom('runs')
    .select('conversation_id')
    .where('id', '=', runId)
    .where('visitor_id', '=', visitorId)
    .where('status', '=', 'running')
    .executeTakeFirst()
  if (!run) return false
  const { feedback: _, ...metadata } = message.metadata
  await db
    .updateTable('messages')
    .set({ parts: JSON.stringify(message.parts), metadata: JSON.stringify(metadata) })
    .where('id', '=', message.id)
    .where('visitor_id', '=', visitorId)
    .execute()
  if (events)
    await db
      .insertInto('run_events')
      .values({ run_id: runId, first: events.first, body: events.text })
      // The save before may have been committed although it was told as failed.
      .onConflict(conflict => conflict.columns(['run_id', 'first']).doUpdateSet({ body: events.text }))
      .execute()
  if (!ended) return true

  await db.updateTable('runs').set({ status: ended, ended_at: now }).where('id', '=', runId).execute()
  const summary = summarize(message)
  await db
    .updateTable('conversations')
    .set({ active_run_id: null, updated_at: now, ...(summary && { last_message: JSON.stringify(summary) }) })
    .where('id', '=', run.conversation_id)
    .where('active_run_id', '=', runId)
    .execute()
  return true
}
