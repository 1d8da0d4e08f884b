import type { Message } from '@parley/protocol'
import type { Insertable } from 'kysely'
import type { BeginRun, ConversationRecord, MessageRecord, NewConversation, RunRecord, Token } from '../Storage.ts'
import { titleFrom } from '../summarize.ts'
import type { ConversationRow, MessageRow, RunRow, Schema, TokenRow } from './schema.ts'

/** `name: value` unless there is none: optional fields are left out, not null. */
const optional = <K extends string, V>(name: K, value: V | null): { [P in K]?: V } =>
  (value === null ? {} : { [name]: value }) as { [P in K]?: V }

export function tokenRow(token: Token): TokenRow {
  const session = token.kind === 'session' ? token : undefined
  return {
    hash: token.hash,
    kind: token.kind,
    id: session?.id ?? null,
    visitor_id: token.visitorId,
    key_id: token.keyId,
    embed_origin: token.embedOrigin,
    user_identifier: session?.userIdentifier ?? null,
    visitor_token_hash: session?.visitorTokenHash ?? null,
    expires_at: token.expiresAt,
    revoked_at: session?.revokedAt ?? null,
  }
}

export function readToken(row: TokenRow): Token {
  const base = {
    hash: row.hash,
    visitorId: row.visitor_id,
    keyId: row.key_id,
    embedOrigin: row.embed_origin,
    expiresAt: row.expires_at,
  }
  if (row.kind === 'visitor') return { ...base, kind: 'visitor' }
  return {
    ...base,
    kind: 'session',
    id: row.id!,
    ...optional('userIdentifier', row.user_identifier),
    ...optional('visitorTokenHash', row.visitor_token_hash),
    ...optional('revokedAt', row.revoked_at),
  }
}

/** Titled after a question, until it is given a title. */
export const titleRow = (question: Message) => {
  const title = titleFrom(question)
  return { title, title_search: title.toLowerCase() }
}

export const conversationRow = (
  visitorId: string,
  { id, title, titled, characterId, createdAt, dialect, externalId }: NewConversation,
): Insertable<Schema['conversations']> => ({
  id,
  visitor_id: visitorId,
  title,
  title_search: title.toLowerCase(),
  titled: titled ? 1 : 0,
  character_id: characterId ?? null,
  created_at: createdAt,
  updated_at: createdAt,
  message_count: 0,
  last_message: null,
  active_run_id: null,
  dialect: dialect ?? null,
  external_id: externalId ?? null,
})

export const readConversation = (row: ConversationRow): ConversationRecord => ({
  id: row.id,
  number: row.number,
  title: row.title,
  titled: row.titled === 1,
  ...optional('characterId', row.character_id),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  messageCount: row.message_count,
  ...(row.last_message !== null && {
    lastMessage: JSON.parse(row.last_message) as NonNullable<ConversationRecord['lastMessage']>,
  }),
  ...optional('activeRunId', row.active_run_id),
  ...optional('dialect', row.dialect),
  ...optional('externalId', row.external_id),
})

export const messageRow = (
  visitorId: string,
  conversationId: string,
  message: Message,
  external?: BeginRun['external'],
): Insertable<Schema['messages']> => ({
  id: message.id,
  conversation_id: conversationId,
  visitor_id: visitorId,
  role: message.role,
  parts: JSON.stringify(message.parts),
  metadata: JSON.stringify(message.metadata),
  feedback: null,
  dialect: external?.dialect ?? null,
  external_id: external?.id ?? null,
})

export function readMessage(row: MessageRow): MessageRecord {
  const metadata = JSON.parse(row.metadata) as Message['metadata']
  if (row.feedback !== null) metadata.feedback = JSON.parse(row.feedback) as NonNullable<typeof metadata.feedback>
  return {
    number: row.number,
    message: { id: row.id, role: row.role, parts: JSON.parse(row.parts) as Message['parts'], metadata },
  }
}

export const readRun = (row: RunRow): RunRecord => ({
  id: row.id,
  conversationId: row.conversation_id,
  messageId: row.message_id,
  status: row.status,
  instanceId: row.instance_id,
  leaseUntil: row.lease_until,
  createdAt: row.created_at,
  ...optional('endedAt', row.ended_at),
})
