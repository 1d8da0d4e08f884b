import type { Conversation, Message } from '@parley/protocol'
import type { Kysely } from 'kysely'
import { readConversation, readMessage } from './rows.ts'
import type { Schema } from './schema.ts'

/** One line of an export. */
export interface ExportedConversation extends Conversation {
  visitorId: string
  /** With the visitor's feedback in `metadata.feedback`. */
  messages: Message[]
}

const PAGE = 100

/** Every conversation that was updated since, oldest update first. A server may be using the database meanwhile. */
export async function* exportConversations(db: Kysely<Schema>, since: number): AsyncGenerator<ExportedConversation> {
  try {
    let after = { updated_at: since, number: -1 }
    for (;;) {
      const rows = await db
        .selectFrom('conversations')
        .selectAll()
        .where(eb =>
          eb.or([
            eb('updated_at', '>', after.updated_at),
            eb.and([eb('updated_at', '=', after.updated_at), eb('number', '>', after.number)]),
          ]),
        )
        .orderBy('updated_at')
        .orderBy('number')
        .limit(PAGE)
        .execute()
      for (const row of rows) {
        const messages = await db
          .selectFrom('messages')
          .selectAll()
          .where('conversation_id', '=', row.id)
          .orderBy('number')
          .execute()
        const { number: _, titled: _titled, createdAt, updatedAt, activeRunId, ...record } = readConversation(row)
        yield {
          ...record,
          visitorId: row.visitor_id,
          createdAt: new Date(createdAt).toISOString(),
          updatedAt: new Date(updatedAt).toISOString(),
          ...(activeRunId !== undefined && { activeRun: { id: activeRunId } }),
          messages: messages.map(message => readMessage(message).message),
        }
      }
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) return
      after = { updated_at: last.updated_at, number: last.number }
    }
  } finally {
    await db.destroy()
  }
}
