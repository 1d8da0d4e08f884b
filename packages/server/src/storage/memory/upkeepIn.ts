import { RUN_EVENTS_KEPT_MS, TOKENS_KEPT_MS, type Upkeep } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import type { MemoryTables } from './memoryTables.ts'

export function upkeepIn(tables: MemoryTables, work: Upkeep) {
  const { now, runIds, leaseUntil, expiredBefore = now, deleteBefore } = work
  const { runs, tokens, conversations } = tables
  const lostRunIds: string[] = []
  for (const id of runIds) {
    const run = runs.get(id)
    if (run?.record.status === 'running') run.record = { ...run.record, leaseUntil }
    else lostRunIds.push(id)
  }
  for (const { record } of runs.values())
    if (record.status === 'running' && record.leaseUntil < expiredBefore) interrupt(tables, record.id, now)
  for (const [hash, token] of tokens) if (token.expiresAt < now - TOKENS_KEPT_MS) tokens.delete(hash)
  dropOldEvents(tables, now)
  for (const { record } of conversations.values())
    if (deleteBefore !== undefined && record.updatedAt < deleteBefore && !record.activeRunId)
      tables.deleteConversation(record.id)
  return { lostRunIds }
}

function interrupt({ runs, conversations }: MemoryTables, runId: string, now: number): void {
  const run = runs.get(runId)!
  run.record = { ...run.record, status: 'interrupted', endedAt: now }
  const conversation = conversations.get(run.record.conversationId)
  if (!conversation) return
  const entry = conversation.messages.find(({ message }) => message.id === run.record.messageId)
  if (entry) entry.message = { ...entry.message, metadata: { ...entry.message.metadata, status: 'interrupted' } }
  if (conversation.record.activeRunId !== runId) return
  const { activeRunId: _, ...record } = conversation.record
  const lastMessage = entry && summarize(entry.message)
  conversation.record = { ...record, ...(lastMessage && { lastMessage }) }
}

/** Events are kept only as long as readers may come back for them. */
export function dropOldEvents({ runs }: MemoryTables, now: number): void {
  for (const run of runs.values())
    if (run.record.endedAt !== undefined && run.record.endedAt < now - RUN_EVENTS_KEPT_MS) run.chunks.length = 0
}
