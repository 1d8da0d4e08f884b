import type { Transaction } from 'kysely'
import type { Deleted } from '../Storage.ts'
import type { ConversationRow, Schema } from './schema.ts'

type Db = Transaction<Schema>

export async function deleteConversationsSql(
  db: Db,
  visitorId: string,
  which: { conversationId: string } | 'everything',
): Promise<Deleted> {
  let owned = db.deleteFrom('conversations').where('visitor_id', '=', visitorId)
  if (which !== 'everything') owned = owned.where('id', '=', which.conversationId)
  const rows = await owned.returning(['id', 'visitor_id', 'active_run_id']).execute()
  await deleteContents(db, rows)
  const tokens =
    which === 'everything'
      ? await db.deleteFrom('tokens').where('visitor_id', '=', visitorId).returning(['id']).execute()
      : []
  return {
    found: rows.length > 0,
    runIds: rows.flatMap(row => row.active_run_id ?? []),
    sessionIds: tokens.flatMap(token => token.id ?? []),
  }
}

/** Conversations that nobody has written in since a time, some at a time so that nobody waits long. */
export async function deleteOldConversations(db: Db, before: number): Promise<void> {
  const old = db
    .selectFrom('conversations')
    .select('id')
    .where('updated_at', '<', before)
    .where('active_run_id', 'is', null)
    .limit(200)
  const rows = await db
    .deleteFrom('conversations')
    .where('id', 'in', old)
    // Asked again of the row itself, which somebody may have written in meanwhile.
    .where('updated_at', '<', before)
    .where('active_run_id', 'is', null)
    .returning(['id', 'visitor_id'])
    .execute()
  await deleteContents(db, rows)
}

async function deleteContents(db: Db, conversations: Pick<ConversationRow, 'id' | 'visitor_id'>[]): Promise<void> {
  for (const { id, visitor_id } of conversations) {
    // Waits for a save of the reply that is being made at this moment; its events are seen, and go, only after it.
    await db
      .updateTable('runs')
      .set({ status: 'interrupted' })
      .where('conversation_id', '=', id)
      .where('status', '=', 'running')
      .execute()
    const runs = db.selectFrom('runs').select('id').where('conversation_id', '=', id)
    await db.deleteFrom('run_events').where('run_id', 'in', runs).execute()
    await db.deleteFrom('runs').where('conversation_id', '=', id).execute()
    // Its keys begin with the visitor: without that it reads those of everybody.
    await db.deleteFrom('idempotency').where('visitor_id', '=', visitor_id).where('conversation_id', '=', id).execute()
    await db.deleteFrom('messages').where('conversation_id', '=', id).execute()
  }
}
