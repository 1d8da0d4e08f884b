import { messageText, type AuroraMessage, type Message } from '@parley/protocol'

/** How messages are read and stored over there. */
export interface AuroraStore {
  newest(conversationId: string, count: number): Promise<AuroraMessage[]>
  save(conversationId: string, message: Omit<AuroraMessage, 'id'>): Promise<unknown>
}

interface Exchange {
  question: Message
  begun: boolean
  reply?: Message
  saved?: Promise<unknown>
}

/**
 * What was said and is not stored yet: Aurora's own client saves both messages after each answer. A server that has the
 * question by then keeps history by itself, and is left alone from then on.
 */
export function createAuroraHistory() {
  const exchanges = new Map<string, Exchange>()
  let keepsItself: boolean | undefined

  const isIn = (list: readonly { role: string; text: string }[], { question }: Exchange) =>
    list.slice(-2).some(({ role, text }) => role === 'user' && text === messageText(question))

  async function save(conversationId: string, exchange: Exchange, store: AuroraStore): Promise<void> {
    if (keepsItself === undefined) {
      const newest = await store.newest(conversationId, 2)
      keepsItself = isIn(
        newest.map(({ role, content }) => ({ role, text: content })),
        exchange,
      )
    }
    for (const message of keepsItself ? [] : [exchange.question, exchange.reply!]) {
      const timestamp = Date.parse(message.metadata.createdAt)
      await store.save(conversationId, { role: message.role, content: messageText(message), timestamp })
    }
    if (exchanges.get(conversationId) === exchange) exchanges.delete(conversationId)
  }

  return {
    /** This is about to be sent. */
    ask(conversationId: string, text: string): void {
      if (keepsItself) return
      const metadata = { createdAt: new Date().toISOString(), status: 'complete' as const }
      const question: Message = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text }], metadata }
      exchanges.set(conversationId, { question, begun: false })
    },
    /** Its answer begins. */
    begin(conversationId: string): Message | undefined {
      const exchange = exchanges.get(conversationId)
      if (exchange) exchange.begun = true
      return exchange?.question
    },
    /** It was answered. A save that fails leaves the history short there; here both stay known. */
    answer(conversationId: string, reply: Message, store: AuroraStore): void {
      const exchange = exchanges.get(conversationId)
      if (!exchange) return
      exchange.reply = reply
      exchange.saved = save(conversationId, exchange, store).catch(() => {})
    },
    /** Until what was answered is saved. */
    saved: (conversationId: string): Promise<unknown> | undefined => exchanges.get(conversationId)?.saved,
    /** The newest messages of the server and what it does not have yet. */
    complete(conversationId: string, newest: Message[]): Message[] {
      const exchange = exchanges.get(conversationId)
      // Before the answer begins the question is shown as one that is on its way.
      if (!exchange?.begun) return newest
      const told = newest.map(message => ({ role: message.role, text: messageText(message) }))
      if (keepsItself === undefined && isIn(told, exchange)) return newest
      return [...newest, exchange.question, ...(exchange.reply ? [exchange.reply] : [])]
    },
  }
}
