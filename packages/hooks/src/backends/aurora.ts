import {
  createAuroraDecoder,
  decodeAuroraCharacter,
  decodeAuroraId,
  decodeAuroraMessage,
  decodeAuroraTime,
  encodeAuroraId,
  messageText,
  splitText,
  type AuroraCharacter,
  type AuroraChat,
  type AuroraError,
  type AuroraMessage,
  type AuroraPreview,
  type Conversation,
  type Message,
} from '@parley/protocol'
import type { Ask, Backend, Call, Capability, WiredBackend } from '../core/Backend.ts'
import { ChatError } from '../core/ChatError.ts'

export interface AuroraOptions {
  /** Address of the server, without the version. */
  baseUrl: string | URL
  /** Default `v11`. */
  version?: `v${4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`
  /** With whom conversations begin that name nobody. Default: the first of the characters. */
  characterId?: string
}

/** Previews come one request each. */
const MOST_PREVIEWS = 20
const MOST = 100

/**
 * Aurora's chats with characters. The session's `clientToken` is the access token of the host's login. A list has no
 * titles or times, so it shows the newest message of each chat. Replies end where the connection ends, and say in
 * `metadata.endUnconfirmed` that it may have been a cut.
 */
export function aurora({ baseUrl, version = 'v11', characterId }: AuroraOptions): Backend {
  const characterOf = new Map<string, number>()
  const asked = new Map<string, string>()
  const saving = new Map<string, Promise<unknown>>()
  let keepsHistory: boolean | undefined
  let first: number | undefined

  const call = (method: Call['method'], path: string, what?: Pick<Call, 'query' | 'body'>): Call => ({
    method,
    path: `/api/${version}${path}`,
    ...what,
  })
  const get = (path: string, query?: Call['query']) => call('GET', path, query && { query })
  const characters = (numCharacters: number) => get('/characters', { from: 0, numCharacters })
  const preview = (chatId: number) => get('/chat/preview', { chatId })
  const messages = (id: string, numMessages: number, from?: number) =>
    get('/messages', { chatId: integer(id), numMessages, from })

  async function characterFor(wanted: string | undefined, ask: Ask): Promise<number> {
    const id = wanted ?? characterId
    if (id !== undefined) return integer(id)
    first ??= ((await ask(characters(1))) as { characters: AuroraCharacter[] }).characters[0]?.id
    if (first === undefined) throw new ChatError('not_found', 'There is no character to begin a conversation with.')
    return first
  }

  const initialize = (character: number) => call('POST', '/chat', { body: { characterId: character } })

  function begun(answer: unknown, character: number): string {
    const id = decoded(() => decodeAuroraId((answer as AuroraChat).chatId))
    characterOf.set(id, character)
    return id
  }

  function learn(answer: unknown): AuroraChat[] {
    const { chats } = answer as { chats: AuroraChat[] }
    for (const chat of chats)
      characterOf.set(
        decoded(() => decodeAuroraId(chat.chatId)),
        chat.characterId,
      )
    return chats
  }

  function send(conversationId: string, text: string, character: number): Call {
    asked.set(conversationId, text)
    const body = { characterId: character, chatId: integer(conversationId), message: text }
    return { ...call('POST', '/message', { body }), conversationId }
  }

  /** As its own client does after each answer, unless the server has stored what was asked by itself. */
  async function save(conversationId: string, reply: Message, ask: Ask): Promise<void> {
    const question = asked.get(conversationId)
    if (question === undefined || keepsHistory) return
    if (keepsHistory === undefined) {
      const stored = (await ask(messages(conversationId, 2))) as { messages: AuroraMessage[] }
      keepsHistory = stored.messages.some(({ role, content }) => role === 'user' && content === question)
      if (keepsHistory) return
    }
    const chatId = integer(conversationId)
    for (const [role, content] of [['user', question] as const, ['assistant', messageText(reply)] as const])
      await ask(call('POST', '/message/save', { body: { role, content, timestamp: Date.now(), chatId } }))
  }

  const inChat = (conversationId: string) => ({ query: { chatId: integer(conversationId) } })

  const backend: WiredBackend = {
    name: 'aurora',
    endpoint: String(baseUrl).replace(/\/+$/, ''),
    capabilities: new Set<Capability>([
      'stream',
      'conversations.list',
      'conversations.delete',
      'messages.list',
      'characters',
    ]),
    wire: {
      idempotent: false,
      authorize: (headers, credential) => headers.set('x-access-token', credential),
      createDecoder: () => createAuroraDecoder(crypto.randomUUID()),
      readProblem: body => ({ detail: (body as AuroraError).message }),
      // A save that fails leaves the history short; the answer itself has been shown.
      remember: (id, message, ask) =>
        void saving.set(
          id,
          save(id, message, ask).catch(() => {}),
        ),
      routes: {
        charactersList: {
          call: () => characters(MOST),
          read: answer => (answer as { characters: AuroraCharacter[] }).characters.map(decodeAuroraCharacter),
        },
        charactersGet: {
          call: request => get('/character', { characterId: integer(request.characterId) }),
          read: (answer, { characterId: id }) =>
            decodeAuroraCharacter({ ...(answer as AuroraCharacter), id: integer(id) }),
        },
        conversationsCreate: {
          call: async (request, ask) => initialize(await characterFor(request.characterId, ask)),
          async read(answer, request, ask) {
            const character = await characterFor(request.characterId, ask)
            return asConversation(begun(answer, character), character, '', new Date().toISOString())
          },
        },
        conversationsList: {
          call: () => get('/chats'),
          async read(answer, { limit = MOST_PREVIEWS, cursor = '0', query = '' }, ask) {
            const chats = learn(answer).sort((a, b) => b.chatId - a.chatId)
            const from = Number(cursor)
            const end = from + Math.min(limit, MOST_PREVIEWS)
            const page = chats.slice(from, end).map(async ({ chatId, characterId }) => {
              const { content, timestamp } = (await ask(preview(chatId))) as AuroraPreview
              return asConversation(String(chatId), characterId, content, decodeAuroraTime(timestamp))
            })
            const conversations = (await Promise.all(page))
              .filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()))
              .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
            return { conversations, nextCursor: end < chats.length ? String(end) : null }
          },
        },
        conversationsDelete: {
          call: ({ conversationId }) => call('DELETE', '/chat', inChat(conversationId)),
          read: () => undefined,
        },
        messagesList: {
          async call({ conversationId, limit = 50, before }) {
            await saving.get(conversationId)
            // One more than asked for: a page that goes on begins with the message that the last one ended with.
            return messages(
              conversationId,
              Math.min(limit + 1, MOST),
              before === undefined ? undefined : integer(before),
            )
          },
          read(answer, { before }) {
            const { messages, endOfList } = answer as { messages: AuroraMessage[]; endOfList: boolean }
            const page = messages.filter(({ id }) => before === undefined || id < integer(before))
            const oldest = page[0]?.id
            return {
              messages: page.map(decodeAuroraMessage),
              previousCursor: endOfList || oldest === undefined ? null : decodeAuroraId(oldest),
            }
          },
        },
        createChat: {
          async call({ message, ...request }, ask) {
            const character = await characterFor(request.characterId, ask)
            return send(begun(await ask(initialize(character)), character), message.text, character)
          },
        },
        continueChat: {
          async call({ conversationId, message }, ask) {
            await saving.get(conversationId)
            if (!characterOf.has(conversationId)) learn(await ask(get('/chats')))
            const character = characterOf.get(conversationId)
            if (character === undefined) throw new ChatError('not_found', 'There is no such conversation for you.')
            return send(conversationId, message.text, character)
          },
        },
      },
    },
  }
  return backend
}

/** 0 is the character of a conversation that has none. */
const asConversation = (id: string, character: number, text: string, time: string): Conversation => ({
  id,
  title: splitText(text.trim(), 60)[0] ?? '',
  ...(character > 0 && { characterId: String(character) }),
  createdAt: time,
  updatedAt: time,
  messageCount: text ? 1 : 0,
})

/** An id that is no integer belongs to no conversation there. */
function integer(id: string): number {
  try {
    return encodeAuroraId(id)
  } catch (cause) {
    throw new ChatError('not_found', (cause as Error).message, { cause })
  }
}

function decoded<T>(decode: () => T): T {
  try {
    return decode()
  } catch (cause) {
    throw new ChatError('invalid_response', (cause as Error).message, { cause })
  }
}
