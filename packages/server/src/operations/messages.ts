import type { FeedbackUpdate, Message } from '@parley/protocol'
import { notFound } from './ChatProblem.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import type { ServerContext } from './ServerContext.ts'

export async function messagesList(
  { storage }: ServerContext,
  visitorId: string,
  conversationId: string,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<{ messages: Message[]; previousCursor: string | null }> {
  const [number] = before === undefined ? [] : parseCursor(before, 1, 'before')
  const records = await storage.listMessages(visitorId, conversationId, {
    limit: limit + 1,
    ...(number !== undefined && { before: number }),
  })
  if (!records) throw notFound('conversation')
  const page = records.slice(-limit)
  return {
    messages: page.map(record => record.message),
    previousCursor: records.length > limit ? formatCursor(page[0]!.number) : null,
  }
}

export async function messagesFeedback(
  { storage }: ServerContext,
  visitorId: string,
  conversationId: string,
  messageId: string,
  { rating, comment }: FeedbackUpdate,
): Promise<void> {
  const feedback = rating && { rating, ...(comment !== undefined && { comment }) }
  if (!(await storage.setFeedback(visitorId, conversationId, messageId, feedback))) throw notFound('reply')
}
