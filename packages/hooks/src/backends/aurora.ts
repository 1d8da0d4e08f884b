import {
  createAuroraDecoder,
  decodeAuroraCharacter,
  decodeAuroraId,
  decodeAuroraMessage,
  decodeAuroraPreview,
  encodeAuroraId,
  type AuroraCharacter,
  type AuroraChat,
  type AuroraError,
  type AuroraMessage,
  type AuroraPreview,
} from '@parley/protocol'
import type { Ask, Backend, Call, Capability, Routes, WiredBackend } from '../core/Backend.ts'
import { ChatError } from '../core/ChatError.ts'
import { createAuroraHistory, type AuroraStore } from './auroraHistory.ts'

export interface AuroraOptions {
  /** Address of the server, without the version. */
  baseUrl: string | URL
  /** Default `v11`. */
  version?: `v${4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`
  /** With whom conversations begin that name nobody. Default: the first of the characters. */
  characterId?: string
}

/** Each preview is a request of its own. */
const MOST_PREVIEWS = 20
const MOST = 100

const capabilities = ['stream', 'conversations.list', 'conversations.delete', 'messages.list', 'characters'] as const

/**
 * Aurora's chats with characters. The session's `clientToken` is the access token of the host's login. A list has no
 * titles or times, so it shows the newest message of each chat. Replies end where the connection ends, and say in
 * `metadata.endUnconfirmed` that it may have been a cut.
 */
export function aurora({ baseUrl, version = 'v11', characterId }: AuroraOptions): Backend {
  /** With whom each chat is, which every message must name. */
  const partners = new Map<string, number>()
  const history = createAuroraHistory()
  let first: number | undefined

  const call = (method: Call['method'], path: string, what?: Pick<Call, 'query' | 'body'>): Call => ({
    method,
    path: `/api/${version}${path}`,
    ...what,
  })
  const get = (path: string, query?: Call['query']) => call('GET', path, query && { query })
  const post = (path: string, body: object) => call('POST', path, { body })
  const characters = (numCharacters: number) => get('/characters', { from: 0, numCharacters })
  const messages = (id: string, numMessages: number, from?: number) =>
    get('/messages', { chatId: integer(id), numMessages, from })

  async function partnerFor(wanted: string | undefined, ask: Ask): Promise<number> {
    const id = wanted ?? characterId
    if (id !== undefined) return integer(id)
    first ??= ((await ask(characters(1))) as { characters: AuroraCharacter[] }).characters[0]?.id
    if (first === undefined) throw new ChatError('not_found', 'There is no character to begin a conversation with.')
    return first
  }

  function meet({ chatId, characterId: partner }: AuroraChat): string {
    const id = checked('invalid_response', () => decodeAuroraId(chatId))
    partners.set(id, partner)
    return id
  }
  const begin = (partner: number) => post('/chat', { characterId: partner })
  const begun = (answer: unknown, partner: number) => meet({ ...(answer as AuroraChat), characterId: partner })

  function send(conversationId: string, text: string, partner: number): Call {
    const body = { characterId: partner, chatId: integer(conversationId), message: text }
    history.ask(conversationId, text)
    return { ...post('/message', body), conversationId }
  }

  const storeWith = (ask: Ask): AuroraStore => ({
    newest: async (id, count) => ((await ask(messages(id, count))) as { messages: AuroraMessage[] }).messages,
    save: (id, message) => ask(post('/message/save', { ...message, chatId: integer(id) })),
  })

  const routes: Partial<Routes> = {
    charactersList: {
      call: () => characters(MOST),
      read: answer => (answer as { characters: AuroraCharacter[] }).characters.map(decodeAuroraCharacter),
    },
    charactersGet: {
      call: request => get('/character', { characterId: integer(request.characterId) }),
      read: (answer, { characterId: id }) => decodeAuroraCharacter({ ...(answer as AuroraCharacter), id: integer(id) }),
    },
    conversationsCreate: {
      call: async (request, ask) => begin(await partnerFor(request.characterId, ask)),
      async read(answer, request, ask) {
        const partner = await partnerFor(request.characterId, ask)
        return decodeAuroraPreview(begun(answer, partner), partner, { content: '', timestamp: Date.now() })
      },
    },
    conversationsList: {
      call: () => get('/chats'),
      async read(answer, { limit = MOST_PREVIEWS, cursor = '0', query = '' }, ask) {
        const { chats } = answer as { chats: AuroraChat[] }
        const ids = chats.map(meet).sort((a, b) => integer(b) - integer(a))
        const end = Number(cursor) + Math.min(limit, MOST_PREVIEWS)
        const page = ids.slice(Number(cursor), end).map(async id => {
          const newest = await ask(get('/chat/preview', { chatId: integer(id) }))
          return decodeAuroraPreview(id, partners.get(id), newest as AuroraPreview)
        })
        const conversations = (await Promise.all(page))
          .filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()))
          .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
        return { conversations, nextCursor: end < ids.length ? String(end) : null }
      },
    },
    conversationsDelete: {
      call: ({ conversationId }) => call('DELETE', '/chat', { query: { chatId: integer(conversationId) } }),
      read: () => undefined,
    },
    messagesList: {
      async call({ conversationId, limit = 50, before }) {
        await history.saved(conversationId)
        // One more than asked for: a page begins with the message that the newer one ended with.
        return messages(conversationId, Math.min(limit + 1, MOST), before === undefined ? undefined : integer(before))
      },
      read(answer, { conversationId, before }) {
        const { messages: list, endOfList } = answer as { messages: AuroraMessage[]; endOfList: boolean }
        const page = list.filter(({ id }) => before === undefined || id < integer(before)).map(decodeAuroraMessage)
        return {
          messages: before === undefined ? history.complete(conversationId, page) : page,
          previousCursor: (!endOfList && page[0]?.id) || null,
        }
      },
    },
    createChat: {
      async call({ message, ...request }, ask) {
        const partner = await partnerFor(request.characterId, ask)
        return send(begun(await ask(begin(partner)), partner), message.text, partner)
      },
    },
    continueChat: {
      async call({ conversationId: id, message }, ask) {
        await history.saved(id)
        if (!partners.has(id)) ((await ask(get('/chats'))) as { chats: AuroraChat[] }).chats.forEach(meet)
        const partner = partners.get(id)
        if (partner === undefined) throw new ChatError('not_found', 'There is no such conversation for you.')
        return send(id, message.text, partner)
      },
    },
  }

  const backend: WiredBackend = {
    name: 'aurora',
    endpoint: String(baseUrl).replace(/\/+$/, ''),
    capabilities: new Set<Capability>(capabilities),
    wire: {
      idempotent: false,
      authorize: (headers, credential) => headers.set('x-access-token', credential),
      createDecoder: id =>
        createAuroraDecoder(crypto.randomUUID(), () => (id === null ? undefined : history.begin(id))),
      readProblem: body => ({ detail: (body as AuroraError).message }),
      remember: (id, reply, ask) => history.answer(id, reply, storeWith(ask)),
      routes,
    },
  }
  return backend
}

function checked<T>(code: 'not_found' | 'invalid_response', convert: () => T): T {
  try {
    return convert()
  } catch (cause) {
    throw new ChatError(code, (cause as Error).message, { cause })
  }
}

/** What is no integer is the id of nothing there. */
const integer = (id: string): number => checked('not_found', () => encodeAuroraId(id))
