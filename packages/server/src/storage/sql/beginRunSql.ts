import type { Transaction } from 'kysely'
import type { Message } from '@parley/protocol'
import type { BeginRun, BeginRunOutcome, NewConversation } from '../Storage.ts'
import { externalOf } from '../externalOf.ts'
import { summarize } from '../summarize.ts'
import { conversationRow, messageRow, readConversation, readMessage, titleRow } from './rows.ts'
import type { ConversationRow, Schema } from './schema.ts'

type Db = Transaction<Schema>

export async function beginRunSql(db: Db, visitorId: string, begin: BeginRun): Promise<BeginRunOutcome> {
  const { idempotency, now, run, reply } = begin
  if (idempotency) {
    const earlier = await earlierRun(db, visitorId, idempotency, now)
    if (earlier) return earlier
  }
  if (begin.repeatOnly) return { outcome: 'not_repeated' }
  const existing = begin.create ? undefined : await findConversation(db, visitorId, begin.conversationId)
  if (!begin.create && !existing) return { outcome: 'not_found' }
  if (existing?.active_run_id) return { outcome: 'run_active', runId: existing.active_run_id }

  const id = existing?.id ?? begin.create!.conversation.id
  const from = await truncateFrom(db, id, begin.truncate)
  if (typeof from !== 'number') return from
  const userMessage = begin.userMessage ?? (await questionOf(db, id, 'last', from))
  if (!userMessage) return { outcome: 'not_replaceable' }

  if (begin.create) {
    const same = await findExternal(db, visitorId, begin.create.conversation)
    if (same) return { outcome: 'exists', conversationId: same.id }
    const { conversation, messages, externalIds } = begin.create
    await db.insertInto('conversations').values(conversationRow(visitorId, conversation)).execute()
    for (const message of messages)
      await insertMessage(db, visitorId, id, message, externalOf(conversation, externalIds?.get(message.id)))
  }
  if (begin.truncate)
    await db.deleteFrom('messages').where('conversation_id', '=', id).where('number', '>=', from).execute()
  const isTitled = existing ? existing.titled === 1 : begin.create!.conversation.titled
  if (begin.userMessage) await insertMessage(db, visitorId, id, begin.userMessage, begin.external)
  await insertMessage(db, visitorId, id, reply)

  const firstQuestion = isTitled ? undefined : await questionOf(db, id, 'first')
  const summary = summarize(userMessage)
  const conversation = await db
    .updateTable('conversations')
    .set(eb => ({
      updated_at: now,
      active_run_id: run.id,
      message_count: eb
        .selectFrom('messages')
        .where('conversation_id', '=', id)
        .select(({ fn }) => fn.countAll<number>().as('count')),
      ...(summary && { last_message: JSON.stringify(summary) }),
      ...(!isTitled && titleRow(firstQuestion ?? userMessage)),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await db
    .insertInto('runs')
    .values({
      id: run.id,
      conversation_id: id,
      visitor_id: visitorId,
      message_id: reply.id,
      status: 'running',
      instance_id: run.instanceId,
      lease_until: run.leaseUntil,
      created_at: now,
      ended_at: null,
    })
    .execute()
  if (idempotency) {
    const kept = {
      body_hash: idempotency.bodyHash,
      run_id: run.id,
      conversation_id: id,
      expires_at: idempotency.expiresAt,
    }
    await db
      .insertInto('idempotency')
      .values({ visitor_id: visitorId, operation: idempotency.operation, key: idempotency.key, ...kept })
      // One that has expired and was not cleaned up yet.
      .onConflict(conflict => conflict.columns(['visitor_id', 'operation', 'key']).doUpdateSet(kept))
      .execute()
  }
  return { outcome: 'begun', conversation: readConversation(conversation), userMessage }
}

async function earlierRun(
  db: Db,
  visitorId: string,
  { operation, key, bodyHash }: NonNullable<BeginRun['idempotency']>,
  now: number,
): Promise<BeginRunOutcome | undefined> {
  const row = await db
    .selectFrom('idempotency')
    .selectAll()
    .where('visitor_id', '=', visitorId)
    .where('operation', '=', operation)
    .where('key', '=', key)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.body_hash !== bodyHash) return { outcome: 'idempotency_conflict' }
  return { outcome: 'repeated', runId: row.run_id, conversationId: row.conversation_id }
}

const findConversation = (db: Db, visitorId: string, id: string): Promise<ConversationRow | undefined> =>
  db.selectFrom('conversations').selectAll().where('id', '=', id).where('visitor_id', '=', visitorId).executeTakeFirst()

async function findExternal(db: Db, visitorId: string, { dialect, externalId }: NewConversation) {
  if (dialect === undefined || externalId === undefined) return undefined
  return db
    .selectFrom('conversations')
    .select('id')
    .where('visitor_id', '=', visitorId)
    .where('dialect', '=', dialect)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
}

/** The number that truncation begins at; without truncation beyond every message. */
async function truncateFrom(db: Db, conversationId: string, truncate: BeginRun['truncate']) {
  if (!truncate) return Number.MAX_SAFE_INTEGER
  const row = await db
    .selectFrom('messages')
    .select(['number', 'role'])
    .where(eb => {
      const own = eb('id', '=', truncate.messageId)
      if (truncate.dialect === undefined) return own
      return eb.or([own, eb.and({ dialect: truncate.dialect, external_id: truncate.messageId })])
    })
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst()
  if (!row) return { outcome: 'not_found' } as const
  return row.role === truncate.role ? row.number + (truncate.keep ? 1 : 0) : ({ outcome: 'not_replaceable' } as const)
}

export async function questionOf(
  db: Db,
  conversationId: string,
  which: 'first' | 'last',
  before = Number.MAX_SAFE_INTEGER,
): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('role', '=', 'user')
    .where('number', '<', before)
    .orderBy('number', which === 'first' ? 'asc' : 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && readMessage(row).message
}

export async function insertMessage(
  db: Db,
  visitorId: string,
  conversationId: string,
  message: Message,
  external?: BeginRun['external'],
) {
  // A client may use an id again, in another conversation too: it then means the newer message.
  if (external)
    await db
      .updateTable('messages')
      .set({ external_id: null })
      .where('visitor_id', '=', visitorId)
      .where('dialect', '=', external.dialect)
      .where('external_id', '=', external.id)
      .execute()
  await db
    .insertInto('messages')
    .values(messageRow(visitorId, conversationId, message, external))
    .execute()
}
