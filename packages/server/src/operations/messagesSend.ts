import type { MessageSend } from '@parley/protocol'
import { beginReply } from './beginReply.ts'
import type { Sender } from './Limits.ts'
import type { ServerContext } from './ServerContext.ts'

export async function messagesSend(
  context: ServerContext,
  sender: Sender,
  conversationId: string,
  { message, replaces }: MessageSend,
  idempotencyKey?: string,
): Promise<{ runId: string }> {
  return beginReply(context, sender, {
    operation: 'messages.send',
    idempotencyKey,
    body: { conversationId, message, replaces },
    conversationId,
    userMessage: message,
    ...(replaces !== undefined && { truncate: { messageId: replaces, role: 'user' }, truncateField: 'replaces' }),
  })
}

/** Writes a reply again: it and everything after it go in the same transaction. */
export async function messagesRegenerate(
  context: ServerContext,
  sender: Sender,
  conversationId: string,
  messageId: string,
  idempotencyKey?: string,
): Promise<{ runId: string }> {
  return beginReply(context, sender, {
    operation: 'messages.regenerate',
    idempotencyKey,
    body: { conversationId, messageId },
    conversationId,
    truncate: { messageId, role: 'assistant' },
  })
}
