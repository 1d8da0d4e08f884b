import type { Message } from '@parley/protocol'
import type {
  BeginRun,
  ConversationBegin,
  ConversationKey,
  ConversationRecord,
  EventChunk,
  MessageRecord,
  RunRecord,
  Token,
} from '../Storage.ts'
import { externalOf } from '../externalOf.ts'
import { summarize, titleFrom } from '../summarize.ts'

export interface MemoryConversation {
  visitorId: string
  record: ConversationRecord
  messages: (MessageRecord & { external?: BeginRun['external'] })[]
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
  addConversation(visitorId: string, begin: ConversationBegin): MemoryConversation
  deleteConversation(conversationId: string): void
  addMessage(conversation: MemoryConversation, message: Message, external?: BeginRun['external']): void
  /** Titles a conversation that was given no title after its first question. */
  followTitle(conversation: MemoryConversation, asked: Message): void
  findConversation(visitorId: string, key: ConversationKey): MemoryConversation | undefined
}

export function memoryTables(): MemoryTables {
  let conversationNumber = 0
  let messageNumber = 0
  const conversations: MemoryTables['conversations'] = new Map()

  const addMessage: MemoryTables['addMessage'] = (conversation, message, external) => {
    conversation.messages.push({ number: ++messageNumber, message, ...(external && { external }) })
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
    followTitle(conversation, asked) {
      if (conversation.record.titled) return
      const first = conversation.messages.find(({ message }) => message.role === 'user')?.message
      conversation.record = { ...conversation.record, title: titleFrom(first ?? asked) }
    },
    findConversation(visitorId, key) {
      if (typeof key === 'string') {
        const found = conversations.get(key)
        return found?.visitorId === visitorId ? found : undefined
      }
      const matches = ({ record }: MemoryConversation) =>
        'number' in key
          ? record.number === key.number
          : record.dialect === key.dialect && record.externalId === key.externalId
      return [...conversations.values()].find(entry => entry.visitorId === visitorId && matches(entry))
    },
    addConversation(visitorId, { conversation, messages, externalIds }) {
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
      for (const message of messages) addMessage(entry, message, externalOf(conversation, externalIds?.get(message.id)))
      conversations.set(conversation.id, entry)
      return entry
    },
  }
}
