import { messageText, type Message } from '@parley/protocol'
import type { Ask } from '../core/Backend.ts'

interface Exchange {
  question: Message
  begun?: boolean
  reply?: Message
  saved?: Promise<unknown>
}

/**
 * What was said and is not stored yet: Aurora's own client saves both messages after each answer. A server that has the
 * question by then keeps history by itself, and is left alone from then on.
 */
export function createAuroraHistory(
  newestOf: (conversationId: string, ask: Ask) => Promise<Message[]>,
  save: (conversationId: string, message: Message, ask: Ask) => Promise<unknown>,
) {
  const exchanges = new Map<string, Exchange>()
  let keepsItself: boolean | undefined

  const has = (list: Message[], question: Message) =>
    list.slice(-2).some(message => message.role === 'user' && messageText(message) === messageText(question))

  return {
    /** This is about to be sent. */
    ask(conversationId: string, text: string): void {
      if (keepsItself) return
      const metadata = { createdAt: new Date().toISOString(), status: 'complete' as const }
      const question: Message = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text }], metadata }
      exchanges.set(conversationId, { question })
    },
    /** Its answer begins. */
    begin(conversationId: string): Message | undefined {
      const exchange = exchanges.get(conversationId)
      if (exchange) exchange.begun = true
      return exchange?.question
    },
    /** It was answered. A save that fails leaves the history short there; here both stay known. */
    answer(conversationId: string, reply: Message, ask: Ask): void {
      const exchange = exchanges.get(conversationId)
      if (!exchange) return
      const { question } = exchange
      exchange.reply = reply
      exchange.saved = (async () => {
        keepsItself ??= has(await newestOf(conversationId, ask), question)
        if (!keepsItself) for (const message of [question, reply]) await save(conversationId, message, ask)
        if (exchanges.get(conversationId) === exchange) exchanges.delete(conversationId)
      })().catch(() => {})
    },
    /** Until what was answered is saved. */
    saved: async (conversationId: string): Promise<unknown> => exchanges.get(conversationId)?.saved,
    /** The newest messages of the server and what it does not have yet. */
    complete(conversationId: string, newest: Message[]): Message[] {
      const { begun, question, reply } = exchanges.get(conversationId) ?? {}
      // Before the answer begins the question is shown as one that is on its way.
      if (!begun || (keepsItself === undefined && has(newest, question!))) return newest
      return [...newest, question!, ...(reply ? [reply] : [])]
    },
  }
}
