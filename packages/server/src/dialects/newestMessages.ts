import type { MessageRecord, Storage } from '../storage/Storage.ts'

/** A dialect knows no page beyond this, where its protocol has no pages. */
export const EVERYTHING = 10_000
/** Of the JSON of messages: one that is asked for everything must not hold all of a conversation in memory. */
const MOST_CHARACTERS = 1_000_000
const AT_ONCE = 50

/** The newest messages of a conversation, oldest first, about 1 MB of them at most and always one. */
export async function newestMessages(
  storage: Pick<Storage, 'listMessages'>,
  visitorId: string,
  conversationId: string,
  limit = EVERYTHING,
): Promise<MessageRecord[] | undefined> {
  const found: MessageRecord[] = []
  let characters = 0
  for (;;) {
    const page = {
      limit: Math.min(AT_ONCE, limit - found.length),
      ...(found.length > 0 && { before: found.at(-1)!.number }),
    }
    const records = await storage.listMessages(visitorId, conversationId, page)
    if (!records) return undefined
    for (const record of records.toReversed()) {
      characters += JSON.stringify(record.message).length
      if (characters > MOST_CHARACTERS && found.length > 0) return found.reverse()
      found.push(record)
    }
    if (records.length < page.limit || found.length === limit) return found.reverse()
  }
}
