import type { Transaction } from 'kysely'
import type { Storage } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import { insertMessage, questionOf } from './beginRunSql.ts'
import { titleRow } from './rows.ts'
import type { ConversationRow, Schema } from './schema.ts'

export async function updateConversationSql(
  db: Transaction<Schema>,
  visitorId: string,
  id: string,
  change: Parameters<Storage['updateConversation']>[2],
): Promise<ConversationRow | undefined> {
  const summary = 'append' in change ? summarize(change.append) : undefined
  const row = await db
    .updateTable('conversations')
    .set(eb =>
      'append' in change
        ? {
            updated_at: change.now,
            message_count: eb('message_count', '+', 1),
            ...(summary && { last_message: JSON.stringify(summary) }),
          }
        : { title: change.title, title_search: change.title.toLowerCase(), titled: 1 },
    )
    .where('id', '=', id)
    .where('visitor_id', '=', visitorId)
    .returningAll()
    .executeTakeFirst()
  if (!row || !('append' in change)) return row
  const { append } = change
  await insertMessage(db, visitorId, id, append)
  if (row.titled === 1 || append.role !== 'user') return row
  const titled = titleRow((await questionOf(db, id, 'first')) ?? append)
  await db.updateTable('conversations').set(titled).where('id', '=', id).execute()
  return { ...row, ...titled }
}
