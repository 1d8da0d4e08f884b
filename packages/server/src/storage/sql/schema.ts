import type { Generated, Selectable } from 'kysely'
import type { RunStatus } from '../Storage.ts'

/** Times are milliseconds since 1970; JSON is text, so that both databases keep it byte for byte. */
export interface Schema {
  parley_schema: { version: number }
  tokens: {
    hash: string
    kind: 'session' | 'visitor'
    id: string | null
    visitor_id: string
    key_id: string
    embed_origin: string | null
    user_identifier: string | null
    visitor_token_hash: string | null
    expires_at: number
    revoked_at: number | null
  }
  conversations: {
    number: Generated<number>
    id: string
    visitor_id: string
    title: string
    /** The title in lower case, because databases disagree about it beyond ASCII. */
    title_search: string
    titled: number
    character_id: string | null
    created_at: number
    updated_at: number
    message_count: number
    last_message: string | null
    active_run_id: string | null
    dialect: string | null
    external_id: string | null
  }
  messages: {
    number: Generated<number>
    id: string
    conversation_id: string
    visitor_id: string
    role: 'user' | 'assistant'
    parts: string
    metadata: string
    feedback: string | null
    dialect: string | null
    external_id: string | null
  }
  runs: {
    number: Generated<number>
    id: string
    conversation_id: string
    visitor_id: string
    message_id: string
    status: RunStatus
    instance_id: string
    lease_until: number
    created_at: number
    ended_at: number | null
  }
  run_events: { run_id: string; first: number; body: string }
  idempotency: {
    visitor_id: string
    operation: string
    key: string
    body_hash: string
    run_id: string
    conversation_id: string
    expires_at: number
  }
}

export type ConversationRow = Selectable<Schema['conversations']>
export type MessageRow = Selectable<Schema['messages']>
export type RunRow = Selectable<Schema['runs']>
export type TokenRow = Selectable<Schema['tokens']>
