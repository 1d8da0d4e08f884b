import { sql, type Kysely } from 'kysely'
import type { SaveRun } from '../../Storage.ts'
import type { Schema } from '../schema.ts'

export interface Saving {
  visitorId: string
  save: SaveRun
}

/**
 * Stores many replies so far in one statement, and answers which of their runs still run. One by one, each would be six
 * round trips, four times a second for each reply.
 */
export async function saveRunning(db: Kysely<Schema>, list: Saving[]): Promise<boolean[]> {
  const rows = list.map(({ visitorId, save: { runId, message, events } }) => {
    const { feedback: _, ...metadata } = message.metadata
    return {
      run_id: runId,
      visitor_id: visitorId,
      message_id: message.id,
      parts: JSON.stringify(message.parts),
      metadata: JSON.stringify(metadata),
      first: events?.first ?? null,
      body: events?.text ?? null,
    }
  })
  const column = (name: keyof (typeof rows)[number]) => rows.map(row => row[name])
  const { rows: running } = await sql<{ run_id: string }>`
    with asked as (
      select * from unnest(
        ${column('run_id')}::text[], ${column('visitor_id')}::text[], ${column('message_id')}::text[],
        ${column('parts')}::text[], ${column('metadata')}::text[], ${column('first')}::integer[], ${column('body')}::text[]
      ) as asked (run_id, visitor_id, message_id, parts, metadata, first, body)
    ), running as (
      select asked.* from asked join runs on runs.id = asked.run_id and runs.visitor_id = asked.visitor_id
      where runs.status = 'running' order by runs.id for update of runs
    ), messages_saved as (
      update messages set parts = running.parts, metadata = running.metadata from running
      where messages.id = running.message_id and messages.visitor_id = running.visitor_id
    ), events_saved as (
      insert into run_events (run_id, first, body) select run_id, first, body from running where first is not null
      on conflict (run_id, first) do update set body = excluded.body
    )
    select run_id from running`.execute(db)
  const saved = new Set(running.map(row => row.run_id))
  return rows.map(row => saved.has(row.run_id))
}
