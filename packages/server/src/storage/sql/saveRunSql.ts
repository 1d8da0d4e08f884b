import type { Transaction } from 'kysely'
import { RUN_EVENTS_KEPT_MS, type SaveRun } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import { readMessage } from './rows.ts'
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
    await db.insertInto('run_events').values({ run_id: runId, first: events.first, body: events.text }).execute()
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

/** Events are kept only as long as readers may come back for them. */
export async function deleteOldEvents(db: Transaction<Schema>, now: number): Promise<void> {
  await db
    .deleteFrom('run_events')
    .where('run_id', 'in', eb =>
      eb
        .selectFrom('runs')
        .select('id')
        .where('status', '!=', 'running')
        .where('ended_at', '<', now - RUN_EVENTS_KEPT_MS),
    )
    .execute()
}

/** The end of runs whose process is gone: their messages keep the text so far. */
export async function interruptRuns(db: Transaction<Schema>, now: number): Promise<void> {
  const runs = await db.selectFrom('runs').select(['id', 'message_id']).where('status', '=', 'running').execute()
  for (const run of runs) {
    const message = await db.selectFrom('messages').selectAll().where('id', '=', run.message_id).executeTakeFirst()
    const summary = message && summarize(readMessage(message).message)
    if (message) {
      const metadata = JSON.stringify({ ...(JSON.parse(message.metadata) as object), status: 'interrupted' })
      await db.updateTable('messages').set({ metadata }).where('id', '=', run.message_id).execute()
    }
    await db.updateTable('runs').set({ status: 'interrupted', ended_at: now }).where('id', '=', run.id).execute()
    await db
      .updateTable('conversations')
      .set({ active_run_id: null, ...(summary && { last_message: JSON.stringify(summary) }) })
      .where('active_run_id', '=', run.id)
      .execute()
  }
}
