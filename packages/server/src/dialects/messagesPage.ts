import type { MessageRecord, Storage } from '../storage/Storage.ts'

/** Which messages are asked for: the newest ones, those before a number, or those after one. */
export interface MessagesPage {
  limit: number
  before?: number
  after?: number
  /** What its protocol has no word for is in no page. */
  isShown(record: MessageRecord): boolean
}

export interface FoundPage {
  messages: MessageRecord[]
  hasBefore: boolean
  hasAfter: boolean
}

/** So many are read at once where the first ones are not shown. */
const AT_ONCE = 50

/** A page of what is shown, which is empty only where nothing more is, and whether there is more on its sides. */
export async function messagesPage(
  storage: Pick<Storage, 'listMessages'>,
  visitorId: string,
  conversationId: string,
  { isShown, limit, ...asked }: MessagesPage,
): Promise<FoundPage> {
  async function some(most: number, { ...range }: { before?: number; after?: number }): Promise<MessageRecord[]> {
    const found: MessageRecord[] = []
    for (let wanted = most; ; wanted = AT_ONCE) {
      const records = (await storage.listMessages(visitorId, conversationId, { ...range, limit: wanted })) ?? []
      const shown = records.filter(isShown)
      if (range.after === undefined) found.unshift(...shown)
      else found.push(...shown)
      if (records.length < wanted || found.length >= most) return found
      if (range.after === undefined) range.before = records[0]!.number
      else range.after = records.at(-1)!.number
    }
  }
  const isAny = async (range: { before?: number; after?: number }) => (await some(1, range)).length > 0

  const { before, after } = asked
  const found = await some(limit + 1, asked)
  const hasMore = found.length > limit
  const beyond = before !== undefined && (await isAny({ after: before - 1 }))
  if (after === undefined) return { messages: found.slice(-limit), hasBefore: hasMore, hasAfter: beyond }
  return {
    messages: found.slice(0, limit),
    hasBefore: await isAny({ before: after + 1 }),
    hasAfter: hasMore || beyond,
  }
}
