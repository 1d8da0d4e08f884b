import {
  createAuroraDecoder,
  decodeAuroraCharacter,
  decodeAuroraMessage,
  decodeAuroraPreview,
  encodeAuroraId,
  messageText,
  type AuroraCharacter,
  type AuroraChat,
  type AuroraError,
  type AuroraMessage,
  type AuroraPreview,
} from '@parley/protocol'
import type { Ask, Backend, Call, Capability, WiredBackend } from '../core/Backend.ts'
import { ChatError } from '../core/ChatError.ts'
import { createAuroraHistory } from './auroraHistory.ts'

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

/**
 * Aurora's chats with characters. The session's `clientToken` is the access token of the host's login. A list has no
 * titles or times, so it shows the newest message of each chat. Replies end where the connection ends, and say in
 * `metadata.endUnconfirmed` that it may have been a cut.
 */
export function aurora({ baseUrl, version = 'v11', characterId }: AuroraOptions): Backend {
  /** With whom each chat is, which every message must name. */
  const partners = new Map<string, number>()
  let first: number | undefined

  const call = (method: Call['method'], path: string, params: object = {}): Call => ({
    method,
    path: `/api/${version}/${path}`,
    [method === 'POST' ? 'body' : 'query']: params,
  })
  const chatIn = (id: string) => ({ chatId: integer(id) })
  const characters = (numCharacters: number) => call('GET', 'characters', { from: 0, numCharacters })
  const newest = (id: string, numMessages: number, before?: string) =>
    call('GET', 'messages', { ...chatIn(id), numMessages, from: before && integer(before) })
  const read = (answer: unknown) => (answer as { messages: AuroraMessage[] }).messages.map(decodeAuroraMessage)

  const history = createAuroraHistory(
    async (id, ask) => read(await ask(newest(id, 2))),
    (id, message, ask) => {
      const { role, metadata } = message
      const said = { role, content: messageText(message), timestamp: Date.parse(metadata.createdAt) }
      return ask(call('POST', 'message/save', { ...said, ...chatIn(id) }))
    },
  )

  async function partnerFor(wanted: string | undefined, ask: Ask): Promise<number> {
    const id = wanted ?? characterId
    if (id !== undefined) return integer(id)
    first ??= ((await ask(characters(1))) as { characters: AuroraCharacter[] }).characters[0]?.id
    return first ?? fail('not_found', 'There is no character to begin with.')
  }
  const begin = (partner: number) => call('POST', 'chat', { characterId: partner })

  function meet({ chatId, characterId: partner }: AuroraChat): string {
    const id = String(integer(String(chatId), 'invalid_response'))
    partners.set(id, partner)
    return id
  }
  const begun = (answer: unknown, partner: number) => meet({ ...(answer as AuroraChat), characterId: partner })
  const meetAll = (answer: unknown) => (answer as { chats: AuroraChat[] }).chats.map(meet)

  function send(conversationId: string, message: string, partner: number): Call {
    history.ask(conversationId, message)
    return { ...call('POST', 'message', { characterId: partner, ...chatIn(conversationId), message }), conversationId }
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
      createDecoder: id => createAuroraDecoder(crypto.randomUUID(), () => history.begin(id!)), // `send` names it
      readProblem: body => ({ detail: (body as AuroraError).message }),
      remember: history.answer,
      routes: {
        charactersList: {
          call: () => characters(MOST),
          read: answer => (answer as { characters: AuroraCharacter[] }).characters.map(decodeAuroraCharacter),
        },
        charactersGet: {
          call: request => call('GET', 'character', { characterId: integer(request.characterId) }),
          read: (answer, request) => ({
            ...decodeAuroraCharacter({ ...(answer as AuroraCharacter), id: integer(request.characterId) }),
          }),
        },
        conversationsCreate: {
          call: async (request, ask) => begin(await partnerFor(request.characterId, ask)),
          async read(answer, request, ask) {
            const partner = await partnerFor(request.characterId, ask)
            return decodeAuroraPreview(begun(answer, partner), partner, { content: '', timestamp: Date.now() })
          },
        },
        conversationsList: {
          call: () => call('GET', 'chats'),
          async read(answer, { limit = MOST_PREVIEWS, cursor = 0, query = '' }, ask) {
            const ids = meetAll(answer).sort((a, b) => integer(b) - integer(a))
            const end = +cursor + Math.min(limit, MOST_PREVIEWS)
            const page = ids.slice(+cursor, end).map(async id => {
              const preview = await ask(call('GET', 'chat/preview', chatIn(id)))
              return decodeAuroraPreview(id, partners.get(id), preview as AuroraPreview)
            })
            const conversations = (await Promise.all(page))
              .filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()))
              .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
            return { conversations, nextCursor: end < ids.length ? `${end}` : null }
          },
        },
        conversationsDelete: {
          call: ({ conversationId }) => call('DELETE', 'chat', chatIn(conversationId)),
          read: () => undefined,
        },
        messagesList: {
          async call({ conversationId, limit = 50, before }) {
            await history.saved(conversationId)
            // One more than asked for: a page begins with the message that the newer one ended with.
            return newest(conversationId, Math.min(limit + 1, MOST), before)
          },
          read(answer, { conversationId, before }) {
            const page = read(answer).filter(({ id }) => !before || +id < +before)
            return {
              messages: before ? page : history.complete(conversationId, page),
              previousCursor: (!(answer as { endOfList: boolean }).endOfList && page[0]?.id) || null,
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
            if (!partners.has(id)) meetAll(await ask(call('GET', 'chats')))
            return send(id, message.text, partners.get(id) ?? fail('not_found', 'There is no such conversation.'))
          },
        },
      },
    },
  }
  return backend
}

function fail(code: 'not_found' | 'invalid_response', message: string): never {
  throw new ChatError(code, message)
}

/** What is no integer is the id of nothing there. */
function integer(id: string, code: 'not_found' | 'invalid_response' = 'not_found'): number {
  try {
    return encodeAuroraId(id)
  } catch (thrown) {
    return fail(code, (thrown as Error).message)
  }
}
