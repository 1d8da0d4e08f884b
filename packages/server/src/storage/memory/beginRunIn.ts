import type { BeginRun, BeginRunOutcome } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import type { MemoryConversation, MemoryTables } from './memoryTables.ts'

export function beginRunIn(tables: MemoryTables, visitorId: string, begin: BeginRun): BeginRunOutcome {
  const { idempotency, now } = begin
  for (const [key, entry] of tables.idempotency) if (entry.expiresAt <= now) tables.idempotency.delete(key)
  const idempotencyKey = idempotency && JSON.stringify([visitorId, idempotency.operation, idempotency.key])
  const earlier = idempotencyKey && tables.idempotency.get(idempotencyKey)
  if (earlier) {
    if (earlier.bodyHash !== idempotency.bodyHash) return { outcome: 'idempotency_conflict' }
    return { outcome: 'repeated', runId: earlier.runId, conversationId: earlier.conversationId }
  }
  if (begin.repeatOnly) return { outcome: 'not_repeated' }

  const existing = begin.create ? undefined : tables.conversations.get(begin.conversationId)
  if (!begin.create && existing?.visitorId !== visitorId) return { outcome: 'not_found' }
  if (existing?.record.activeRunId) return { outcome: 'run_active', runId: existing.record.activeRunId }

  const wanted = begin.create?.conversation
  if (wanted?.dialect !== undefined && wanted.externalId !== undefined) {
    const { dialect, externalId } = wanted
    const same = tables.findConversation(visitorId, { dialect, externalId })
    if (same) return { outcome: 'exists', conversationId: same.record.id }
  }

  const kept = existing ? truncated(existing, begin) : []
  if (!Array.isArray(kept)) return kept
  const asked = begin.userMessage ?? kept.findLast(entry => entry.message.role === 'user')?.message
  if (!asked) return { outcome: 'not_replaceable' }

  const conversation = existing ?? tables.addConversation(visitorId, begin.create!)
  if (existing) keepOnly(existing, kept)
  if (begin.userMessage) tables.addMessage(conversation, begin.userMessage, begin.external)
  tables.addMessage(conversation, begin.reply)
  tables.followTitle(conversation, asked)
  conversation.record = { ...conversation.record, updatedAt: now, activeRunId: begin.run.id }

  const { id: conversationId } = conversation.record
  tables.runs.set(begin.run.id, {
    record: { ...begin.run, conversationId, messageId: begin.reply.id, status: 'running', createdAt: now },
    chunks: [],
  })
  if (idempotencyKey) {
    const { bodyHash, expiresAt } = idempotency
    tables.idempotency.set(idempotencyKey, { bodyHash, expiresAt, runId: begin.run.id, conversationId })
  }
  return { outcome: 'begun', conversation: { ...conversation.record }, userMessage: asked }
}

function truncated(conversation: MemoryConversation, { truncate }: BeginRun) {
  if (!truncate) return conversation.messages
  const { messageId, dialect } = truncate
  const index = conversation.messages.findLastIndex(
    ({ message, external }) =>
      message.id === messageId || (external !== undefined && external.dialect === dialect && external.id === messageId),
  )
  if (index < 0) return { outcome: 'not_found' } as const
  if (conversation.messages[index]!.message.role !== truncate.role) return { outcome: 'not_replaceable' } as const
  return conversation.messages.slice(0, truncate.keep ? index + 1 : index)
}

function keepOnly(conversation: MemoryConversation, kept: MemoryConversation['messages']): void {
  conversation.messages = [...kept]
  const { lastMessage: _, ...record } = conversation.record
  const last = kept.at(-1)
  const lastMessage = last && summarize(last.message)
  conversation.record = { ...record, messageCount: kept.length, ...(lastMessage && { lastMessage }) }
}
