import type { Deleted } from '../Storage.ts'
import { summarize } from '../summarize.ts'
import type { MemoryTables } from './memoryTables.ts'

/** Deletes one message; a reply that is being written ends with it. */
export function deleteMessageIn(
  { conversations, runs, idempotency }: MemoryTables,
  visitorId: string,
  number: number,
): Deleted {
  const conversation = [...conversations.values()].find(
    entry => entry.visitorId === visitorId && entry.messages.some(message => message.number === number),
  )
  if (!conversation) return { found: false, runIds: [], sessionIds: [] }
  const { message } = conversation.messages.find(entry => entry.number === number)!
  const run = [...runs].find(([, { record }]) => record.messageId === message.id)
  if (run) runs.delete(run[0])
  for (const [key, { runId }] of idempotency) if (runId === run?.[0]) idempotency.delete(key)
  conversation.messages = conversation.messages.filter(entry => entry.number !== number)
  const { lastMessage: _, activeRunId, ...record } = conversation.record
  const last = conversation.messages.at(-1)
  const lastMessage = last && summarize(last.message)
  const isActive = activeRunId !== undefined && activeRunId === run?.[0]
  conversation.record = {
    ...record,
    messageCount: conversation.messages.length,
    ...(lastMessage && { lastMessage }),
    ...(activeRunId !== undefined && !isActive && { activeRunId }),
  }
  return { found: true, runIds: isActive ? [activeRunId] : [], sessionIds: [] }
}
