import type { MessageSend } from '@parley/protocol'
import { beginReply } from './beginReply.ts'
import type { ServerContext } from './ServerContext.ts'

export async function messagesSend(
  context: ServerContext,
  visitorId: string,
  conversationId: string,
  { message, replaces }: MessageSend,
  idempotencyKey?: string,
): Promise<{ runId: string }> {
  return beginReply(context, visitorId, {
    operation: `messages.send:${conversationId}`,
    idempotencyKey,
    body: { message, replaces },
    conversationId,
    userMessage: message,
    ...(replaces !== undefined && { truncate: { messageId: replaces, role: 'user' } }),
  })
}

/** Writes a reply again: it and everything after it go in the same transaction. */
export async function messagesRegenerate(
  context: ServerContext,
  visitorId: string,
  conversationId: string,
  messageId: string,
  idempotencyKey?: string,
): Promise<{ runId: string }> {
  return beginReply(context, visitorId, {
    operation: `messages.regenerate:${conversationId}`,
    idempotencyKey,
    body: messageId,
    conversationId,
    truncate: { messageId, role: 'assistant' },
  })
}
