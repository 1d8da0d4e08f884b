import type { Message } from '@parley/protocol'
import { beginRunIn } from './memory/beginRunIn.ts'
import { deleteMessageIn } from './memory/deleteMessageIn.ts'
import { memoryTables, type MemoryConversation } from './memory/memoryTables.ts'
import { dropOldEvents, upkeepIn } from './memory/upkeepIn.ts'
import {
  SessionEnded,
  sessionEnd,
  TOKENS_KEPT_MS,
  visitorOf,
  type SessionToken,
  type Storage,
  type Writer,
} from './Storage.ts'
import { summarize } from './summarize.ts'

/** Storage that lives and dies with the process: for Storybook, tests and trying things out. */
export function memoryStorage(): Storage {
  const tables = memoryTables()
  const { tokens, conversations, runs } = tables

  const owned = (visitorId: string, id: string): MemoryConversation | undefined => {
    const found = conversations.get(id)
    return found?.visitorId === visitorId ? found : undefined
  }

  const admit = (writer: Writer): string => {
    const end = typeof writer === 'string' ? undefined : sessionEnd(tokens.get(writer.tokenHash), writer.now)
    if (end) throw new SessionEnded(end)
    return visitorOf(writer)
  }

  return {
    async putTokens(list, now) {
      for (const [hash, token] of tokens) if (token.expiresAt < now - TOKENS_KEPT_MS) tokens.delete(hash)
      for (const token of list) tokens.set(token.hash, { ...token })
    },
    async findToken(hash) {
      const token = tokens.get(hash)
      return token && { ...token }
    },
    async revokeSessions(selector, now) {
      const matches = (token: SessionToken) =>
        'sessionId' in selector ? token.id === selector.sessionId : token.userIdentifier === selector.userIdentifier
      const revoked = [...tokens.values()].filter(
        (token): token is SessionToken => token.kind === 'session' && matches(token),
      )
      for (const token of revoked) {
        token.revokedAt ??= now
        if ('forget' in selector && selector.forget && token.visitorTokenHash) tokens.delete(token.visitorTokenHash)
      }
      return revoked.map(token => token.id)
    },

    async listConversations(visitorId, { limit, query, before }) {
      const wanted = query?.toLowerCase()
      return [...conversations.values()]
        .filter(entry => entry.visitorId === visitorId)
        .map(entry => entry.record)
        .filter(record => !wanted || record.title.toLowerCase().includes(wanted))
        .filter(
          record =>
            !before ||
            record.updatedAt < before.updatedAt ||
            (record.updatedAt === before.updatedAt && record.number < before.number),
        )
        .sort((a, b) => b.updatedAt - a.updatedAt || b.number - a.number)
        .slice(0, limit)
        .map(record => ({ ...record }))
    },
    async getConversation(visitorId, key) {
      const found = tables.findConversation(visitorId, key)
      return found && { ...found.record }
    },
    async createConversation(writer, conversation, messages) {
      const visitorId = admit(writer)
      return { ...tables.addConversation(visitorId, { conversation, messages }).record }
    },
    async updateConversation(writer, id, change) {
      const visitorId = admit(writer)
      const found = owned(visitorId, id)
      if (!found) return undefined
      if ('append' in change) {
        tables.addMessage(found, change.append)
        if (change.append.role === 'user') tables.followTitle(found, change.append)
        found.record = { ...found.record, updatedAt: change.now }
      } else found.record = { ...found.record, title: change.title, titled: true }
      return { ...found.record }
    },
    async deleteOwned(writer, what) {
      const visitorId = admit(writer)
      if (what !== 'everything' && 'messageNumber' in what)
        return deleteMessageIn(tables, visitorId, what.messageNumber)
      const one = what === 'everything' ? undefined : owned(visitorId, what.conversationId)
      const deleted =
        what === 'everything'
          ? [...conversations.values()].filter(entry => entry.visitorId === visitorId)
          : one
            ? [one]
            : []
      for (const entry of deleted) tables.deleteConversation(entry.record.id)
      const sessionIds: string[] = []
      if (what === 'everything')
        for (const [hash, token] of tokens) {
          if (token.visitorId !== visitorId) continue
          tokens.delete(hash)
          if (token.kind === 'session') sessionIds.push(token.id)
        }
      return {
        found: deleted.length > 0,
        runIds: deleted.flatMap(entry => entry.record.activeRunId ?? []),
        sessionIds,
      }
    },

    async listMessages(visitorId, id, { limit, before = Infinity, after }) {
      const found = owned(visitorId, id)
      const asked = found?.messages.filter(({ number }) => number < before && number > (after ?? 0))
      return asked
        ?.slice(...(after === undefined ? [-limit] : [0, limit]))
        .map(({ number, message }) => ({ number, message }))
    },
    async setFeedback(writer, id, messageId, feedback) {
      const visitorId = admit(writer)
      const entry = owned(visitorId, id)?.messages.find(
        ({ message }) => message.id === messageId && message.role === 'assistant',
      )
      if (!entry) return false
      const { feedback: _, ...metadata } = entry.message.metadata
      entry.message = { ...entry.message, metadata: feedback ? { ...metadata, feedback } : metadata }
      return true
    },

    async beginRun(writer, begin) {
      const visitorId = admit(writer)
      return beginRunIn(tables, visitorId, begin)
    },
    async saveRun(visitorId, { now, runId, message, events, ended }) {
      const run = runs.get(runId)
      const conversation = run && owned(visitorId, run.record.conversationId)
      if (!run || !conversation || run.record.status !== 'running') return false
      const entry = conversation.messages.find(other => other.message.id === message.id)
      if (!entry) return false
      entry.message = withFeedback(message, entry.message.metadata.feedback)
      const told = events && run.chunks.findIndex(chunk => chunk.first === events.first)
      if (events && told! >= 0) run.chunks[told!] = events
      else if (events) run.chunks.push(events)
      if (ended) {
        run.record = { ...run.record, status: ended, endedAt: now }
        const { activeRunId: _, ...record } = conversation.record
        const lastMessage = summarize(message) ?? record.lastMessage
        conversation.record = { ...record, updatedAt: now, ...(lastMessage && { lastMessage }) }
        dropOldEvents(tables, now)
      }
      return true
    },
    async findRun(visitorId, of) {
      const run =
        'runId' in of
          ? runs.get(of.runId)
          : [...runs.values()].findLast(other => other.record.conversationId === of.conversationId)
      const conversation = run && owned(visitorId, run.record.conversationId)
      const message = conversation?.messages.find(entry => entry.message.id === run!.record.messageId)?.message
      return (
        run &&
        message && {
          run: { ...run.record },
          message,
          chunks: run.chunks.filter(({ first }) => first > (of.after ?? 0)),
        }
      )
    },

    async upkeep(work) {
      return upkeepIn(tables, work)
    },
    async close() {},
  }
}

const withFeedback = (message: Message, feedback: Message['metadata']['feedback']): Message =>
  feedback ? { ...message, metadata: { ...message.metadata, feedback } } : message
