import {
  createAuroraDecoder,
  decodeAuroraCharacter,
  decodeAuroraId,
  decodeAuroraMessage,
  decodeAuroraPreview,
  encodeAuroraId,
  encodeAuroraMessage,
  messageText,
  textMessage,
  type AuroraCharacter,
  type AuroraChat,
  type AuroraError,
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

/** Each preview is a request of its own. */
const MOST_PREVIEWS = 20
const MOST = 100

/**
 * Aurora's chats with characters. The session's `clientToken` is the access token of the host's login. A list has no
 * titles or times, so it shows the newest message of each chat. Replies end where the connection ends, and say in
 * `metadata.endUnconfirmed` that it may have been a cut.
 */
export function aurora({ baseUrl, version = 'v11', characterId }: AuroraOptions): Backend {
  /** With whom each chat is, which every message must name. */
  const partners = new Map<string, number>()
  /** What was said and is not stored there yet. */
  const asked = new Map<string, Message[]>()
  const unsaved = new Map<string, Message[]>()
  const saves = new Map<string, Promise<unknown>>()
  let keeps: number | undefined

  const call = (method: Call['method'], path: string, params: object = {}): Call => ({
    method,
    path: `/api/${version}/${path}`,
    [method === 'POST' ? 'body' : 'query']: params,
  })
  const chatIn = (id: string) => ({ chatId: integer(id) })
  const newest = (id: string, numMessages: number, before?: string) =>
    call('GET', 'messages', { ...chatIn(id), numMessages, from: before && integer(before) })
  const read = (answer: unknown) => (answer as { messages: AuroraMessage[] }).messages.map(decodeAuroraMessage)
  const charactersIn = (answer: unknown) =>
    (answer as { characters: AuroraCharacter[] }).characters.map(decodeAuroraCharacter)
  const characters = () => call('GET', 'characters', { from: 0, numCharacters: MOST })

  async function partnerFor({ characterId: wanted = characterId }: Beginning, ask: Ask): Promise<number> {
    return integer(wanted ?? (characterId = charactersIn(await ask(characters()))[0]?.id) ?? 'character')
  }
  const begin = async (request: Beginning, ask: Ask) =>
    call('POST', 'chat', { characterId: await partnerFor(request, ask) })
  const begun = async (answer: unknown, request: Beginning, ask: Ask) =>
    meet({ ...(answer as AuroraChat), characterId: await partnerFor(request, ask) })

  function meet({ chatId, characterId: partner }: AuroraChat): string {
    const id = decodeAuroraId(chatId)
    partners.set(id, partner)
    return id
  }
  const conversation = (id: string, preview: unknown) =>
    decodeAuroraPreview(id, partners.get(id), preview as Partial<AuroraPreview>)
  const meetAll = (answer: unknown) => (answer as { chats: AuroraChat[] }).chats.map(meet)

  function send(conversationId: string, { text }: MessageInput): Call {
    const partner = integer(partners.get(conversationId) ?? 'conversation')
    // Without an id until it is stored, and in a chat one is said after the other.
    asked.set(conversationId, [textMessage(`asked ${Date.now()}`, 'user', text)])
    const body = { characterId: partner, ...chatIn(conversationId), message: text }
    return { ...call('POST', 'message', body), conversationId }
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
      decoder: id => createAuroraDecoder(`reply ${Date.now()}`, () => unsaved.set(id!, asked.get(id!)!)), // `send` names it
      readError: body => ({ detail: (body as AuroraError).message }),
      remember(id, reply, ask) {
        const said = unsaved.get(id)!
        said.push(reply)
        const saving = async () => {
          keeps ??= storedOf(said, read(await ask(newest(id, 2))))
          for (const message of said.slice(keeps))
            await ask(call('POST', 'message/save', { ...encodeAuroraMessage(message), ...chatIn(id) }))
          unsaved.delete(id)
        }
        saves.set(
          id,
          saving().catch(() => {}),
        )
      },
      routes: {
        charactersList: {
          call: characters,
          read: charactersIn,
        },
        charactersGet: {
          call: ({ characterId: id }) => call('GET', 'character', { characterId: integer(id) }),
          read: (answer, { characterId: id }) =>
            decodeAuroraCharacter({ ...(answer as AuroraCharacter), id: integer(id) }),
        },
        conversationsCreate: {
          call: begin,
          read: async (answer, request, ask) => conversation(await begun(answer, request, ask), {}),
        },
        conversationsList: {
          call: () => call('GET', 'chats'),
          async read(answer, { limit = MOST_PREVIEWS, cursor = Infinity, query = '' }, ask) {
            const ids = meetAll(answer)
              .filter(id => +id <= +cursor)
              .sort((a, b) => +b - +a)
            const count = Math.min(limit, MOST_PREVIEWS)
            const page = ids
              .slice(0, count)
              .map(async id => conversation(id, await ask(call('GET', 'chat/preview', chatIn(id)))))
            const conversations = (await Promise.all(page))
              .filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()))
              .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt))
            return { conversations, nextCursor: ids[count] ?? null }
          },
        },
        conversationsDelete: {
          call: ({ conversationId }) => call('DELETE', 'chat', chatIn(conversationId)),
          read() {},
        },
        messagesList: {
          async call({ conversationId, limit = 50, before }) {
            await saves.get(conversationId)
            // One more than asked for: a page begins with the message that the newer one ended with.
            return newest(conversationId, Math.min(limit + 1, MOST), before)
          },
          read(answer, { conversationId, before }) {
            const page = read(answer).filter(({ id }) => !(+id >= +before!))
            const said = (!before && keeps !== 2 && unsaved.get(conversationId)) || []
            return {
              messages: [...page, ...said.slice(storedOf(said, page))],
              previousCursor: (!(answer as { endOfList: boolean }).endOfList && page[0]?.id) || null,
            }
          },
        },
        createChat: {
          call: async (request, ask) =>
            send(await begun(await ask(await begin(request, ask)), request, ask), request.message),
        },
        continueChat: {
          async call({ conversationId: id, message }, ask) {
            await saves.get(id)
            if (!partners.has(id)) meetAll(await ask(call('GET', 'chats')))
            return send(id, message)
          },
        },
      },
    },
  }
  return backend
}

const told = (messages: Message[]) => messages.map(message => message.role + messageText(message)).join()
/** How much of what was said a list has at its end, where the answer may have come meanwhile. */
const storedOf = (said: Message[], newest: Message[]) =>
  [2, 1].find(count => told(newest.slice(-count).slice(0, said.length)) === told(said.slice(0, count))) ?? 0

/** What is no integer is the id of nothing there. */
function integer(id: string | number): number {
  const number = encodeAuroraId(id)
  if (number === undefined) throw new ChatError('not_found', `There is no ${id}.`)
  return number
}
