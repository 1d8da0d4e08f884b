import {
  createGramDecoder,
  decodeGramChat,
  decodeGramCompletion,
  decodeGramMessage,
  messageText,
  type GramChat,
  type GramChatList,
  type GramCompletion,
  type GramCompletionRequest,
  type GramMessage,
  type GramStreamError,
  type Message,
  type Problem,
} from '@parley/protocol'
import type { Ask, Backend, Call, Capability, MessageInput, WiredBackend } from '../core/Backend.ts'
import type { ChatError } from '../core/ChatError.ts'
import { randomId } from '../core/randomId.ts'

/** What `gram` takes. */
export interface GramOptions {
  /** Default `https://app.getgram.ai`; a base path is kept. */
  baseUrl?: string | URL
  /** The slug of the project. */
  project: string
  /** Who answers, by its name at OpenRouter. Default `anthropic/claude-sonnet-4.5`; a Parley server answers itself. */
  model?: string
}

const MOST_CHATS = 100
const MOST_MESSAGES = 200

/**
 * Gram's chats, with sessions that `gramSession` gets from your server. Each send carries the whole conversation, which
 * is remembered while its replies are whole, and loaded otherwise. A page can neither mint nor revoke; answers cannot be
 * stopped or written again there, and what is rated are conversations, not messages.
 */
export function gram({
  baseUrl = 'https://app.getgram.ai',
  project,
  model = 'anthropic/claude-sonnet-4.5',
}: GramOptions): Backend {
  const whole = new Map<string, GramMessage[]>()
  const asked = new Map<string, GramMessage[]>()

  const get = (path: string, query: NonNullable<Call['query']>): Call => ({
    method: 'GET',
    path: `/rpc/${path}`,
    query,
  })
  const post = (path: string, body: object): Call => ({ method: 'POST', path, body })
  const load = (id: string, limit: number, before?: number | string) =>
    get('chat.load', { id, limit: Math.min(limit, MOST_MESSAGES), before_seq: before })

  async function history(id: string, ask: Ask): Promise<GramMessage[]> {
    const known = whole.get(id)
    if (known) return known
    const loaded: GramMessage[] = []
    try {
      for (let before: number | undefined; ;) {
        const { messages, has_more_before } = (await ask(load(id, MOST_MESSAGES, before))) as GramChat
        loaded.unshift(...messages.map(({ role, content }) => ({ role, content })))
        before = messages[0]?.seq
        if (!has_more_before || before === undefined) return loaded
      }
    } catch (error) {
      // A chat is stored there with its first whole answer: one begun here whose answer was cut is not known yet.
      const sent = asked.get(id)
      if (sent && (error as ChatError).status === 404) return sent
      throw error
    }
  }

  function complete(id: string, before: GramMessage[], { text }: MessageInput, stream: boolean): Call {
    const messages = [...before, { role: 'user', content: text }]
    asked.set(id, messages)
    whole.delete(id) // what became of a message that was not answered, only the server knows
    const body: GramCompletionRequest = { model, messages, stream }
    return { ...post('/chat/completions', body), headers: { 'gram-chat-id': id }, conversationId: id }
  }

  function remember(id: string, reply: Message): void {
    const sent = asked.get(id)
    if (sent) whole.set(id, [...sent, { role: 'assistant', content: messageText(reply) }])
    asked.delete(id)
  }

  const backend: WiredBackend = {
    name: 'gram',
    endpoint: String(baseUrl).replace(/\/+$/, ''),
    capabilities: new Set<Capability>([
      'conversations.list',
      'conversations.get',
      'conversations.update',
      'messages.list',
      'stream',
    ]),
    wire: {
      idempotent: false,
      authorize(headers, credential) {
        headers.set('gram-project', project)
        headers.set('gram-chat-session', credential)
      },
      decoder: () => createGramDecoder(randomId()),
      remember,
      // OpenAI's form, or Gram's own, which says it in `message` too.
      readError: body => (body as Partial<GramStreamError>).error as Partial<Problem>,
      routes: {
        createChat: { call: ({ message }) => complete(randomUuid(), [], message, true) },
        continueChat: {
          call: async ({ conversationId: id, message }, ask) => complete(id, await history(id, ask), message, true),
        },
        messagesSend: {
          call: async ({ conversationId: id, message }, ask) => complete(id, await history(id, ask), message, false),
          read(answer, { conversationId }) {
            const message = decodeGramCompletion(answer as GramCompletion, randomId())
            remember(conversationId, message)
            return message
          },
        },
        conversationsList: {
          call: ({ limit = 20, cursor: offset }) => get('chat.list', { limit: Math.min(limit, MOST_CHATS), offset }),
          // There is no search: of each page, what fits.
          read(answer, { cursor = '0', query = '' }) {
            const { chats, total } = answer as GramChatList
            const end = Number(cursor) + chats.length
            const fits = ({ title }: { title: string }) => title.toLowerCase().includes(query.toLowerCase())
            const nextCursor = chats.length > 0 && end < total ? String(end) : null
            return { conversations: chats.filter(fits).map(decodeGramChat), nextCursor }
          },
        },
        conversationsGet: {
          call: ({ conversationId }) => load(conversationId, 1),
          read: answer => decodeGramChat(answer as GramChat),
        },
        conversationsUpdate: {
          call: ({ conversationId, title }) => post('/rpc/chat.generateTitle', { id: conversationId, title }),
          async read(answer, { conversationId }, ask) {
            const { title } = answer as { title: string }
            return { ...decodeGramChat((await ask(load(conversationId, 1))) as GramChat), title }
          },
        },
        messagesList: {
          call: ({ conversationId, limit = 50, before }) => load(conversationId, limit, before),
          read(answer) {
            const { messages, has_more_before } = answer as GramChat
            return {
              messages: messages.flatMap(message => decodeGramMessage(message) ?? []),
              previousCursor: has_more_before && messages[0] ? String(messages[0].seq) : null,
            }
          },
        },
      },
    },
  }
  return backend
}

/** Chats have UUIDs for names, here of version 4 (RFC 9562); `crypto.randomUUID` is for secure contexts only. */
const randomUuid = (): string =>
  'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () =>
    (crypto.getRandomValues(new Uint8Array(1))[0]! & 15).toString(16),
  )
