import { sql, type Kysely, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'
import type { SqlFlavour } from './SqlFlavour.ts'

type Migration = (db: Transaction<Schema>, flavour: SqlFlavour) => Promise<void>

const first: Migration = async (db, { counterType, counter }) => {
  const { schema } = db
  await schema
    .createTable('tokens')
    .addColumn('hash', 'text', column => column.primaryKey())
    .addColumn('kind', 'text', column => column.notNull())
    .addColumn('id', 'text')
    .addColumn('visitor_id', 'text', column => column.notNull())
    .addColumn('key_id', 'text', column => column.notNull())
    .addColumn('embed_origin', 'text')
    .addColumn('user_identifier', 'text')
    .addColumn('visitor_token_hash', 'text')
    .addColumn('expires_at', 'bigint', column => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute()
  await schema.createIndex('tokens_id').on('tokens').column('id').execute()
  await schema.createIndex('tokens_user').on('tokens').column('user_identifier').execute()
  await schema.createIndex('tokens_expiry').on('tokens').column('expires_at').execute()

  await schema
    .createTable('conversations')
    .addColumn('number', counterType, counter)
    .addColumn('id', 'text', column => column.notNull().unique())
    .addColumn('visitor_id', 'text', column => column.notNull())
    .addColumn('title', 'text', column => column.notNull())
    .addColumn('title_search', 'text', column => column.notNull())
    .addColumn('titled', 'integer', column => column.notNull())
    .addColumn('character_id', 'text')
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .addColumn('message_count', 'integer', column => column.notNull())
    .addColumn('last_message', 'text')
    .addColumn('active_run_id', 'text')
    .addColumn('dialect', 'text')
    .addColumn('external_id', 'text')
    .addUniqueConstraint('conversations_external', ['visitor_id', 'dialect', 'external_id'])
    .execute()
  await schema
    .createIndex('conversations_list')
    .on('conversations')
    .columns(['visitor_id', 'updated_at', 'number'])
    .execute()

  await schema
    .createTable('messages')
    .addColumn('number', counterType, counter)
    .addColumn('id', 'text', column => column.notNull().unique())
    .addColumn('conversation_id', 'text', column => column.notNull())
    .addColumn('visitor_id', 'text', column => column.notNull())
    .addColumn('role', 'text', column => column.notNull())
    .addColumn('parts', 'text', column => column.notNull())
    .addColumn('metadata', 'text', column => column.notNull())
    .addColumn('feedback', 'text')
    .addColumn('dialect', 'text')
    .addColumn('external_id', 'text')
    .addUniqueConstraint('messages_external', ['visitor_id', 'dialect', 'external_id'])
    .execute()
  await schema.createIndex('messages_list').on('messages').columns(['conversation_id', 'number']).execute()

  await schema
    .createTable('runs')
    .addColumn('number', counterType, counter)
    .addColumn('id', 'text', column => column.notNull().unique())
    .addColumn('conversation_id', 'text', column => column.notNull())
    .addColumn('visitor_id', 'text', column => column.notNull())
    .addColumn('message_id', 'text', column => column.notNull())
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('instance_id', 'text', column => column.notNull())
    .addColumn('lease_until', 'bigint', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await schema.createIndex('runs_conversation').on('runs').columns(['conversation_id', 'number']).execute()
  await schema.createIndex('runs_status').on('runs').columns(['status', 'ended_at']).execute()

  await schema
    .createTable('run_events')
    .addColumn('run_id', 'text', column => column.notNull())
    .addColumn('first', 'integer', column => column.notNull())
    .addColumn('body', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('run_events_key', ['run_id', 'first'])
    .execute()

  await schema
    .createTable('idempotency')
    .addColumn('visitor_id', 'text', column => column.notNull())
    .addColumn('operation', 'text', column => column.notNull())
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('body_hash', 'text', column => column.notNull())
    .addColumn('run_id', 'text', column => column.notNull())
    .addColumn('conversation_id', 'text', column => column.notNull())
    .addColumn('expires_at', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('idempotency_key', ['visitor_id', 'operation', 'key'])
    .execute()
  await schema.createIndex('idempotency_expiry').on('idempotency').column('expires_at').execute()
}

const second: Migration = async ({ schema }) => {
  await schema.createIndex('conversations_age').on('conversations').column('updated_at').execute()
}

/** What processes that share a database tell each other and count together. */
const third: Migration = async ({ schema }, { locks }) => {
  if (!locks) return
  await schema
    .createTable('signals')
    .addColumn('number', 'bigserial', column => column.primaryKey())
    .addColumn('body', 'text', column => column.notNull())
    .addColumn('created_at', 'timestamptz', column => column.notNull().defaultTo(sql`clock_timestamp()`))
    .execute()
  await schema.createIndex('signals_age').on('signals').column('created_at').execute()
  // Counts are many and may be lost: they are not worth a write to the log of the database.
  await schema
    .createTable('limit_counts')
    .modifyFront(sql`unlogged`)
    .addColumn('key', 'text', column => column.primaryKey())
    .addColumn('points', 'integer', column => column.notNull())
    .addColumn('ends_at', 'timestamptz', column => column.notNull())
    .execute()
  await schema.createIndex('limit_counts_end').on('limit_counts').column('ends_at').execute()
}

/** In order; one that was released is never changed. */
const migrations: Migration[] = [first, second, third]

/** Brings the database to this version's schema. Refuses one that a newer version has written. */
export async function migrate(db: Kysely<Schema>, flavour: SqlFlavour): Promise<void> {
  await db.transaction().execute(async transaction => {
    await flavour.locks?.schema(transaction)
    const version = await schemaVersion(transaction, flavour)
    // Its user may have no right to make tables, or only for the first start.
    if (version === migrations.length) return
    if (version === undefined)
      await transaction.schema
        .createTable('parley_schema')
        .addColumn('version', 'integer', column => column.notNull())
        .execute()
    for (const migration of migrations.slice(version)) await migration(transaction, flavour)
    await transaction.deleteFrom('parley_schema').execute()
    await transaction.insertInto('parley_schema').values({ version: migrations.length }).execute()
  })
}

/**
 * For commands on what a server has stored: writes nothing, and leaves an earlier schema as it is, which has all that
 * they need. Refuses a database that no server has used.
 */
export async function expectSchema(db: Kysely<Schema>, flavour: SqlFlavour): Promise<void> {
  if ((await schemaVersion(db, flavour)) === undefined) throw new Error('no server has used this database')
}

/** Undefined where there is none yet. */
async function schemaVersion(db: Kysely<Schema>, { hasSchema }: SqlFlavour): Promise<number | undefined> {
  if (!(await hasSchema(db))) return undefined
  const version = (await db.selectFrom('parley_schema').select('version').executeTakeFirst())?.version ?? 0
  if (version > migrations.length)
    throw new Error(
      `The database has schema version ${version}, and this version of Parley knows ${migrations.length}: ` +
        'it was written by a newer version. Install that version, or use another database.',
    )
  return version
}
