import type { Message } from '@parley/protocol'
import type { ConversationRecord, EventChunk, MessageRecord, NewConversation, RunRecord, Token } from '../Storage.ts'
import { summarize } from '../summarize.ts'

export interface MemoryConversation {
  visitorId: string
  record: ConversationRecord
  messages: MessageRecord[]
}

export interface MemoryRun {
  record: RunRecord
  chunks: EventChunk[]
}

export interface MemoryTables {
  tokens: Map<string, Token>
  conversations: Map<string, MemoryConversation>
  runs: Map<string, MemoryRun>
  idempotency: Map<string, { bodyHash: string; runId: string; conversationId: string; expiresAt: number }>
  addConversation(visitorId: string, conversation: NewConversation, messages: Message[]): MemoryConversation
  deleteConversation(conversationId: string): void
  addMessage(conversation: MemoryConversation, message: Message): void
}

export function memoryTables(): MemoryTables {
  let conversationNumber = 0
  let messageNumber = 0
  const conversations: MemoryTables['conversations'] = new Map()

  const addMessage = (conversation: MemoryConversation, message: Message): void => {
    conversation.messages.push({ number: ++messageNumber, message })
    const lastMessage = summarize(message) ?? conversation.record.lastMessage
    conversation.record = {
      ...conversation.record,
      messageCount: conversation.messages.length,
      ...(lastMessage && { lastMessage }),
    }
  }

  const runs: MemoryTables['runs'] = new Map()
  const idempotency: MemoryTables['idempotency'] = new Map()

  return {
    tokens: new Map(),
    conversations,
    runs,
    idempotency,
    deleteConversation(id) {
      conversations.delete(id)
      for (const [runId, run] of runs) if (run.record.conversationId === id) runs.delete(runId)
      for (const [key, entry] of idempotency) if (entry.conversationId === id) idempotency.delete(key)
    },
    addMessage,
    addConversation(visitorId, conversation, messages) {
      const entry: MemoryConversation = {
        visitorId,
        record: {
          ...conversation,
          number: ++conversationNumber,
          updatedAt: conversation.createdAt,
          messageCount: 0,
        },
        messages: [],
      }
      for (const message of messages) addMessage(entry, message)
      conversations.set(conversation.id, entry)
      return entry
    },
  }
}
