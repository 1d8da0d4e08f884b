import type { Conversation } from '@parley/protocol'
import { asConversation } from './asConversation.ts'
import { notFound } from './ChatProblem.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import { stopRuns } from './runs/elsewhere.ts'
import type { ServerContext } from './ServerContext.ts'

export async function conversationsList(
  { storage }: ServerContext,
  visitorId: string,
  { limit, cursor, query }: { limit: number; cursor?: string | undefined; query?: string | undefined },
): Promise<{ conversations: Conversation[]; nextCursor: string | null }> {
  const [updatedAt, number] = cursor === undefined ? [] : parseCursor(cursor, 2, 'cursor')
  const records = await storage.listConversations(visitorId, {
    limit: limit + 1,
    ...(query && { query }),
    ...(updatedAt !== undefined && { before: { updatedAt, number: number! } }),
  })
  const page = records.slice(0, limit)
  const last = records.length > limit ? page.at(-1) : undefined
  return {
    conversations: page.map(asConversation),
    nextCursor: last ? formatCursor(last.updatedAt, last.number) : null,
  }
}

export async function conversationsGet({ storage }: ServerContext, visitorId: string, id: string) {
  const record = await storage.getConversation(visitorId, id)
  if (!record) throw notFound('conversation')
  return asConversation(record)
}

export async function conversationsUpdate({ storage }: ServerContext, visitorId: string, id: string, title: string) {
  const record = await storage.updateConversation(visitorId, id, { title })
  if (!record) throw notFound('conversation')
  return asConversation(record)
}

export async function conversationsDelete(context: ServerContext, visitorId: string, id: string) {
  const { found, runIds } = await context.storage.deleteOwned(visitorId, { conversationId: id })
  if (!found) throw notFound('conversation')
  stopRuns(context, runIds)
}
