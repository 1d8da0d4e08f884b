import type { Transaction } from 'kysely'
import type { SaveRun } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import type { Schema } from './schema.ts'

export async function saveRunSql(db: Transaction<Schema>, visitorId: string, save: SaveRun): Promise<boolean> {
  const { now, runId, message, events, ended } = save
  // Written first, so that nobody else ends it meanwhile.
  const run = await db
    .updateTable('runs')
    .set(ended ? { status: ended, ended_at: now } : { status: 'running' })
    .where('id', '=', runId)
    .where('visitor_id', '=', visitorId)
    .where('status', '=', 'running')
    .returning('conversation_id')
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

  const summary = summarize(message)
  await db
    .updateTable('conversations')
    .set({ active_run_id: null, updated_at: now, ...(summary && { last_message: JSON.stringify(summary) }) })
    .where('id', '=', run.conversation_id)
    .where('active_run_id', '=', runId)
    .execute()
  return true
}
