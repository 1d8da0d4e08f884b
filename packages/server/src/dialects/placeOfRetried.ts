import { messageText } from '@parley/protocol'
import type { DialectCall, ReplyInput } from './dialectOperations.ts'
import { isWhole } from './isWhole.ts'
import { EVERYTHING, newestMessages } from './newestMessages.ts'

/**
 * The message, if the first attempt of its client brought it here. In doubt it did not: a question that is there twice
 * is better than an answer that was read and is gone.
 */
export async function placeOfRetried(
  { conversation, context, dialect, sender }: DialectCall,
  { retried, message }: ReplyInput,
) {
  if (!conversation || !retried) return undefined
  const limit = Math.min(2 * retried.length + 10, EVERYTHING)
  const stored = (await newestMessages(context.storage, sender.visitorId, conversation.id, limit)) ?? []
  const said = stored.map(record => record.message).filter(({ role }) => role === 'user')
  const last = said.at(-1)
  if (!last || said.length < retried.length || messageText(last) !== messageText(message)) return undefined
  // Who sends one message may have said it at the beginning, or after all the others.
  const isAll = retried.length > 1 && said.length === retried.length
  const isTheSame = isAll && said.every((entry, index) => messageText(entry) === retried[index])
  if (!isTheSame && isWhole(stored.at(-1)!)) return undefined
  return { truncate: { messageId: last.id, role: 'user', dialect, keep: true }, asksNothing: true } as const
}
