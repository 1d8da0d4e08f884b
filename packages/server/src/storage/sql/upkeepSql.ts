import type { Transaction } from 'kysely'
import { RUN_EVENTS_KEPT_MS, TOKENS_KEPT_MS, type Upkeep } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import { deleteOldConversations } from './deleteSql.ts'
import { readMessage } from './rows.ts'
import type { SqlFlavour } from './SqlFlavour.ts'
import type { Schema } from './schema.ts'

/** Deletes what is old; one process at a time. */
export async function cleanSql(
  db: Transaction<Schema>,
  { now, deleteBefore }: Upkeep,
  locks: SqlFlavour['locks'],
): Promise<void> {
  const isFirst = await (locks?.cleaning(db) ?? true)
  if (!isFirst) return
  await deleteOldTokens(db, now)
  await db.deleteFrom('idempotency').where('expires_at', '<=', now).execute()
  await deleteOldEvents(db, now)
  if (deleteBefore !== undefined) await deleteOldConversations(db, deleteBefore)
}

/** In one order, and some at a time: databases have a limit on the values of a statement. Answers those that are lost. */
export async function renewLeasesSql(
  db: Transaction<Schema>,
  { runIds, leaseUntil }: Pick<Upkeep, 'runIds' | 'leaseUntil'>,
): Promise<string[]> {
  const renewed = new Set<string>()
  const left = [...runIds].sort()
  while (left.length > 0) {
    const rows = await db
      .updateTable('runs')
      .set({ lease_until: leaseUntil })
      .where('id', 'in', left.splice(0, 500))
      .where('status', '=', 'running')
      .returning('id')
      .execute()
    for (const { id } of rows) renewed.add(id)
  }
  return runIds.filter(id => !renewed.has(id))
}

/** The end of runs whose process is gone, their lease over: their messages keep the text so far. */
export async function interruptRuns(db: Transaction<Schema>, now: number, leaseEndsBefore = Infinity): Promise<void> {
  // Taken in one statement: a run that ends by itself at this moment has ended.
  const runs = await db
    .updateTable('runs')
    .set({ status: 'interrupted', ended_at: now })
    .where('status', '=', 'running')
    .$if(leaseEndsBefore !== Infinity, running => running.where('lease_until', '<', leaseEndsBefore))
    .returning(['id', 'conversation_id', 'message_id'])
    .execute()
  for (const run of runs) {
    const message = await db.selectFrom('messages').selectAll().where('id', '=', run.message_id).executeTakeFirst()
    const summary = message && summarize(readMessage(message).message)
    if (message) {
      const metadata = JSON.stringify({ ...(JSON.parse(message.metadata) as object), status: 'interrupted' })
      await db.updateTable('messages').set({ metadata }).where('id', '=', run.message_id).execute()
    }
    await db
      .updateTable('conversations')
      .set({ active_run_id: null, ...(summary && { last_message: JSON.stringify(summary) }) })
      .where('id', '=', run.conversation_id)
      .where('active_run_id', '=', run.id)
      .execute()
  }
}

export async function deleteOldTokens(db: Transaction<Schema>, now: number): Promise<void> {
  await db
    .deleteFrom('tokens')
    .where('expires_at', '<', now - TOKENS_KEPT_MS)
    .execute()
}

/**
 * Events are kept only as long as readers may come back for them. The runs are looked up from the events, which are
 * those of some minutes: runs are all that there ever were.
 */
export async function deleteOldEvents(db: Transaction<Schema>, now: number): Promise<void> {
  const runs = db
    .selectFrom('runs')
    .select('id')
    .where('id', 'in', db.selectFrom('run_events').select('run_id'))
    .where('status', '!=', 'running')
    .where('ended_at', '<', now - RUN_EVENTS_KEPT_MS)
  await db.deleteFrom('run_events').where('run_id', 'in', runs).execute()
}
