import type { Conversation } from '@parley/protocol'
import type { ConversationRecord } from '../storage/Storage.ts'

/** A stored conversation as the wire has it. */
export function asConversation(record: ConversationRecord): Conversation {
  const { id, title, characterId, createdAt, updatedAt, messageCount, lastMessage, activeRunId } = record
  return {
    id,
    title,
    ...(characterId !== undefined && { characterId }),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    messageCount,
    ...(lastMessage && { lastMessage }),
    ...(activeRunId !== undefined && { activeRun: { id: activeRunId } }),
  }
}
