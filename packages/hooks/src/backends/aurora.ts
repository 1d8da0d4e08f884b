import {
  createAuroraDecoder,
  decodeAuroraCharacter,
  decodeAuroraId,
  decodeAuroraMessage,
  decodeAuroraPreview,
  encodeAuroraId,
  textMessage,
  type AuroraCharacter,
  type AuroraChat,
  type AuroraMessage,
  type AuroraPreview,
  type Message,
} from '@parley/protocol'
import type { Ask, Backend, Call, Capability, MessageInput, WiredBackend } from '../core/Backend.ts'
import { ChatError } from '../core/ChatError.ts'

/** What `aurora` takes. */
export interface AuroraOptions {
  /** Address of the server, without the version. */
  baseUrl: string | URL
  /** Default `v11`. */
  version?: `v${4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`
  /** With whom conversations begin that name nobody. Default: the first of the characters. */
  characterId?: string
}

interface Beginning {
  characterId?: string
}

/** What is known here of a chat there; every message must name with whom it is. */
interface Chat extends Partial<AuroraChat> {
  asked?: Message
  /** What was said and may not be stored there yet; if it is, behind the message `before`. */
  unsaved: Message[]
  before: number
  saving?: Promise<unknown>
}

/** Each preview is a request of its own. */
const MOST_PREVIEWS = 20
const MOST = 100

/**
 * Aurora's chats with characters. The session's `clientToken` is the access token of the host's login. A list has no
 * titles or times, so it shows the newest message of each chat. Replies end where the connection ends, and say in
 * `metadata.endUnconfirmed` that it may have been a cut.
 */
export function aurora({ baseUrl, version = 'v11', characterId }: AuroraOptions): Backend {
  const chats = new Map<string, Chat>()
  function chatOf(id: string, listed?: AuroraChat): Chat {
    const chat = Object.assign(chats.get(id) ?? { unsaved: [], before: 0 }, listed)
    chats.set(id, chat)
    return chat
  }

  const get = (path: string, query?: Call['query']): Call => ({ method: 'GET', path: `/api/${version}/${path}`, query })
  const post = (path: string, body: object): Call => ({ ...get(path), method: 'POST', body })
  const chatIn = (id: string) => ({ chatId: integer(id) })
  const newest = (id: string, numMessages: number, before?: string) =>
    get('messages', { ...chatIn(id), numMessages, from: before })
  const read = (answer: unknown) => (answer as { messages: AuroraMessage[] }).messages.map(decodeAuroraMessage)
  const charactersIn = (answer: unknown) =>
    (answer as { characters: AuroraCharacter[] }).characters.map(decodeAuroraCharacter)
  const characters = () => get('characters', { from: 0, numCharacters: MOST })

  async function partnerFor({ characterId: wanted = characterId }: Beginning, ask: Ask): Promise<number> {
    return integer(wanted ?? (characterId = charactersIn(await ask(characters()))[0]?.id) ?? 'character')
  }
  function meet(listed: AuroraChat): string {
    const id = decodeAuroraId(listed.chatId)
    chatOf(id, listed)
    return id
  }
  const conversation = (id: string, preview: unknown) =>
    decodeAuroraPreview(id, chatOf(id).characterId, preview as Partial<AuroraPreview>)
  const meetAll = (answer: unknown) => (answer as { chats: AuroraChat[] }).chats.map(meet)

  function send(id: string, { text }: MessageInput): Call {
    const chat = chatOf(id)
    const body = { characterId: integer(chat.characterId ?? 'conversation'), ...chatIn(id), message: text }
    // Without an id until it is stored, and in a chat one is said after the other.
    chat.asked = textMessage(`asked ${Date.now()}`, 'user', text)
    return { ...post('message', body), conversationId: id }
  }

  /** Saves what the server has not stored by itself; what cannot be saved is left for the next time. */
  async function save(chat: Chat, id: string, ask: Ask) {
    const stored = read(await ask(newest(id, MOST_PREVIEWS)))
    chat.unsaved = missing(chat, stored)
    chat.before = +(stored.at(-1)?.id ?? 0)
    for (; chat.unsaved[0]; chat.unsaved.shift()) {
      const { role, metadata } = chat.unsaved[0]
      const said = { role, content: textOf(chat.unsaved[0]), timestamp: Date.parse(metadata.createdAt) }
      chat.before = ((await ask(post('message/save', { ...said, ...chatIn(id) }))) as { id: number }).id
    }
  }

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
      timeoutMs: 120_000,
      decoder(id) {
        const chat = chatOf(id!) // `send` names it
        return createAuroraDecoder(`reply ${Date.now()}`, () => chat.unsaved.push(chat.asked!))
      },
      remember(id, reply, ask) {
        const chat = chatOf(id)
        chat.unsaved.push(reply)
        chat.saving = save(chat, id, ask).catch(() => {})
      },
      routes: {
        charactersList: {
          call: characters,
          read: charactersIn,
        },
        charactersGet: {
          call: ({ characterId: id }) => get('character', { characterId: integer(id) }),
          read: (answer, { characterId: id }) =>
            decodeAuroraCharacter({ ...(answer as AuroraCharacter), id: integer(id) }),
        },
        conversationsCreate: {
          call: async (request, ask) => post('chat', { characterId: await partnerFor(request, ask) }),
          read: async (answer, request, ask) =>
            conversation(meet({ ...(answer as AuroraChat), characterId: await partnerFor(request, ask) }), {}),
        },
        conversationsList: {
          call: () => get('chats'),
          async read(answer, { limit = MOST_PREVIEWS, cursor = Infinity, query = '' }, ask) {
            const ids = meetAll(answer)
              .filter(id => +id <= +cursor)
              .sort((a, b) => +b - +a)
            const count = Math.min(limit, MOST_PREVIEWS)
            const page = ids
              .slice(0, count)
              // One that is lost must not take the list along.
              .map(async id => conversation(id, await ask(get('chat/preview', chatIn(id))).catch(() => ({}))))
            const conversations = (await Promise.all(page))
              .filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()))
              .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt))
            return { conversations, nextCursor: ids[count] ?? null }
          },
        },
        conversationsDelete: {
          call: ({ conversationId }) => ({ ...get('chat', chatIn(conversationId)), method: 'DELETE' }),
          read() {},
        },
        messagesList: {
          async call({ conversationId, limit = 50, before }) {
            await chatOf(conversationId).saving
            // One more than asked for: a page begins with the message that the newer one ended with.
            return newest(conversationId, Math.min(limit + 1, MOST), before)
          },
          read(answer, { conversationId, before }) {
            const page = read(answer).filter(({ id }) => !(+id >= +before!))
            return {
              messages: before ? page : [...page, ...missing(chatOf(conversationId), page)],
              previousCursor: (!(answer as { endOfList: boolean }).endOfList && page[0]?.id) || null,
            }
          },
        },
        createChat: {
          async call(request, ask) {
            const partner = { characterId: await partnerFor(request, ask) }
            return send(meet({ ...((await ask(post('chat', partner))) as AuroraChat), ...partner }), request.message)
          },
        },
        continueChat: {
          async call({ conversationId: id, message }, ask) {
            const chat = chatOf(id)
            await chat.saving
            if (!chat.chatId) meetAll(await ask(get('chats')))
            if (!chat.before) await save(chat, id, ask)
            return send(id, message)
          },
        },
      },
    },
  }
  return backend
}

/** All that is said there is one text. */
const textOf = ({ parts: [part] }: Message) => (part as { text: string }).text
const told = (message: Message) => message.role + textOf(message)
/** What of it a list has not. */
function missing({ unsaved, before }: Chat, stored: Message[]): Message[] {
  const there = stored.filter(({ id }) => +id > before).map(told)
  return unsaved.filter(message => !there.includes(told(message)))
}

/** What is no integer is the id of nothing there. */
function integer(id: string | number): number {
  try {
    return encodeAuroraId(id)
  } catch (error) {
    throw new ChatError('not_found', (error as Error).message)
  }
}
