import { sql, type Kysely, type Transaction } from 'kysely'
import { StorageUnavailable, type ConversationKey, type SaveRun, type Storage, type Writer } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import { admitSql } from './admitSql.ts'
import { beginRunSql, insertMessage } from './beginRunSql.ts'
import { deleteMessageSql } from './deleteMessageSql.ts'
import { deleteConversationsSql } from './deleteSql.ts'
import { groupCommits } from './groupCommits.ts'
import type { SqlFlavour } from './SqlFlavour.ts'
import { conversationRow, readConversation, readMessage, readRun, readToken, tokenRow } from './rows.ts'
import { saveRunSql } from './saveRunSql.ts'
import type { Schema } from './schema.ts'
import { cleanSql, interruptRuns, renewLeasesSql } from './upkeepSql.ts'
import { updateConversationSql } from './updateConversationSql.ts'
import { whenFree } from './whenFree.ts'

const GROUP_MS = 4

type Work<T> = (transaction: Transaction<Schema>) => Promise<T>

/** The storage over SQL, for a database that `migrate` has brought up to date. */
export function sqlStorage(db: Kysely<Schema>, flavour: SqlFlavour): Storage {
  const { isUnavailable, isBusy, forget, locks, tell } = flavour
  const commit = (works: Work<unknown>[]): Promise<unknown[]> =>
    whenFree(
      () =>
        db.transaction().execute(async transaction => {
          const results: unknown[] = []
          for (const work of works) results.push(await work(transaction))
          return results
        }),
      isBusy,
    )
  const group = groupCommits(commit, GROUP_MS, isUnavailable)
  // Where several processes write, a transaction holds as few locks as it can; the database groups commits by itself.
  const transact = <T>(work: Work<T>): Promise<T> =>
    (locks ? commit([work]).then(([result]) => result) : group(work)) as Promise<T>
  const write = <T>(writer: Writer, work: (transaction: Transaction<Schema>, visitorId: string) => Promise<T>) =>
    transact(async transaction => work(transaction, await admitSql(transaction, writer, locks)))

  const saveRunning =
    flavour.saveRunning &&
    groupCommits(
      (list: { visitorId: string; save: SaveRun }[]) => whenFree(() => flavour.saveRunning!(db, list), isBusy),
      GROUP_MS,
      isUnavailable,
    )

  const owned = (visitorId: string, key: ConversationKey) => {
    const ofVisitor = db.selectFrom('conversations').where('visitor_id', '=', visitorId)
    if (typeof key === 'string') return ofVisitor.where('id', '=', key)
    if ('number' in key) return ofVisitor.where('number', '=', key.number)
    return ofVisitor.where('dialect', '=', key.dialect).where('external_id', '=', key.externalId)
  }

  const storage: Storage = {
    putTokens: tokens =>
      transact(async transaction => {
        for (const token of tokens) {
          const row = tokenRow(token)
          await transaction
            .insertInto('tokens')
            .values(row)
            .onConflict(conflict => conflict.column('hash').doUpdateSet({ expires_at: row.expires_at }))
            .execute()
        }
      }),
    async findToken(hash) {
      const row = await db.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst()
      return row && readToken(row)
    },
    revokeSessions: (selector, now) =>
      transact(async transaction => {
        const sessions = await transaction
          .selectFrom('tokens')
          .select(['id', 'hash', 'visitor_token_hash'])
          .where('kind', '=', 'session')
          .where(
            'sessionId' in selector ? 'id' : 'user_identifier',
            '=',
            'sessionId' in selector ? selector.sessionId : selector.userIdentifier,
          )
          .execute()
        for (const { hash, visitor_token_hash } of sessions) {
          await transaction
            .updateTable('tokens')
            .set({ revoked_at: now })
            .where('hash', '=', hash)
            .where('revoked_at', 'is', null)
            .execute()
          if ('forget' in selector && selector.forget && visitor_token_hash)
            await transaction.deleteFrom('tokens').where('hash', '=', visitor_token_hash).execute()
        }
        const sessionIds = sessions.map(session => session.id!)
        if (sessionIds.length > 0) await tell?.(transaction, { type: 'revoked', sessionIds })
        return sessionIds
      }),

    async listConversations(visitorId, { limit, query, before }) {
      let rows = db.selectFrom('conversations').selectAll().where('visitor_id', '=', visitorId)
      if (query) {
        const pattern = `%${query.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
        rows = rows.where(sql<boolean>`title_search like ${pattern} escape '\\'`)
      }
      if (before)
        rows = rows.where(eb =>
          eb.or([
            eb('updated_at', '<', before.updatedAt),
            eb.and([eb('updated_at', '=', before.updatedAt), eb('number', '<', before.number)]),
          ]),
        )
      const found = await rows.orderBy('updated_at', 'desc').orderBy('number', 'desc').limit(limit).execute()
      return found.map(readConversation)
    },
    async getConversation(visitorId, key) {
      const row = await owned(visitorId, key).selectAll().executeTakeFirst()
      return row && readConversation(row)
    },
    createConversation: (writer, conversation, messages) =>
      write(writer, async (transaction, visitorId) => {
        const last = messages.at(-1)
        const summary = last && summarize(last)
        const row = await transaction
          .insertInto('conversations')
          .values({
            ...conversationRow(visitorId, conversation),
            message_count: messages.length,
            last_message: summary ? JSON.stringify(summary) : null,
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        for (const message of messages) await insertMessage(transaction, visitorId, row.id, message)
        return readConversation(row)
      }),
    async updateConversation(writer, id, change) {
      const row = await write(writer, (transaction, visitorId) =>
        updateConversationSql(transaction, visitorId, id, change),
      )
      return row && readConversation(row)
    },
    async deleteOwned(writer, what) {
      const deleted = await write(writer, async (transaction, visitorId) => {
        const deleted = await (what !== 'everything' && 'messageNumber' in what
          ? deleteMessageSql(transaction, visitorId, what.messageNumber)
          : deleteConversationsSql(transaction, visitorId, what))
        const { runIds, sessionIds } = deleted
        if (runIds.length > 0) await tell?.(transaction, { type: 'stop', runIds })
        if (sessionIds.length > 0) await tell?.(transaction, { type: 'revoked', sessionIds })
        return deleted
      })
      if (what === 'everything') await forget?.(db)
      return deleted
    },

    async listMessages(visitorId, id, { limit, before, after }) {
      let rows = db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', id)
        .where('visitor_id', '=', visitorId)
      if (before !== undefined) rows = rows.where('number', '<', before)
      if (after !== undefined) rows = rows.where('number', '>', after)
      const found = await rows
        .orderBy('number', after === undefined ? 'desc' : 'asc')
        .limit(limit)
        .execute()
      if (found.length === 0 && !(await owned(visitorId, id).select('id').executeTakeFirst())) return undefined
      return (after === undefined ? found.reverse() : found).map(readMessage)
    },
    async setFeedback(writer, id, messageId, feedback) {
      const { numUpdatedRows } = await write(writer, (transaction, visitorId) =>
        transaction
          .updateTable('messages')
          .set({ feedback: feedback ? JSON.stringify(feedback) : null })
          .where('id', '=', messageId)
          .where('conversation_id', '=', id)
          .where('visitor_id', '=', visitorId)
          .where('role', '=', 'assistant')
          .executeTakeFirst(),
      )
      return numUpdatedRows > 0n
    },

    beginRun: (writer, begin) => write(writer, (transaction, visitorId) => beginRunSql(transaction, visitorId, begin)),
    saveRun: (visitorId, save) =>
      saveRunning && !save.ended
        ? saveRunning({ visitorId, save })
        : write(visitorId, transaction => saveRunSql(transaction, visitorId, save)),
    async findRun(visitorId, of) {
      let runs = db.selectFrom('runs').selectAll().where('visitor_id', '=', visitorId)
      runs = 'runId' in of ? runs.where('id', '=', of.runId) : runs.where('conversation_id', '=', of.conversationId)
      const run = await runs.orderBy('number', 'desc').limit(1).executeTakeFirst()
      if (!run) return undefined
      const message = await db.selectFrom('messages').selectAll().where('id', '=', run.message_id).executeTakeFirst()
      if (!message) return undefined
      const chunks = await db
        .selectFrom('run_events')
        .select(['first', 'body'])
        .where('run_id', '=', run.id)
        .where('first', '>', of.after ?? 0)
        .orderBy('first')
        .execute()
      return {
        run: readRun(run),
        message: readMessage(message).message,
        chunks: chunks.map(({ first, body }) => ({ first, text: body })),
      }
    },

    async upkeep(work) {
      // On their own: cleaning takes its time and may fail, a lease is short, and the visitor of a reply that nobody
      // writes any more waits.
      const lostRunIds = await transact(transaction => renewLeasesSql(transaction, work))
      await transact(transaction => interruptRuns(transaction, work.now, work.expiredBefore ?? work.now))
      await transact(transaction => cleanSql(transaction, work, locks))
      return { lostRunIds }
    },
    async close() {
      // libsql leaves it in the log, and whoever copies the file of a server that has ended copies nothing.
      await forget?.(db).catch(() => {})
      await db.destroy()
    },
  }
  return guarded(storage, isUnavailable)
}

/** Turns errors of a database that is away into the one that is answered as 503. */
function guarded(storage: Storage, isUnavailable: (error: unknown) => boolean): Storage {
  const entries = Object.entries(storage) as [string, (...values: unknown[]) => Promise<unknown>][]
  const wrapped = entries.map(([name, method]) => [
    name,
    (...values: unknown[]) =>
      method(...values).catch((cause: unknown) => {
        throw isUnavailable(cause) ? new StorageUnavailable('The database does not answer.', { cause }) : cause
      }),
  ])
  return Object.fromEntries(wrapped) as Storage
}
