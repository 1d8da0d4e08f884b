import {
  createDatamonkeyDecoder,
  decodeDatamonkeyConversation,
  decodeDatamonkeyMessage,
  decodeDatamonkeyMessages,
  titleOf,
  type DatamonkeyConversation,
  type DatamonkeyError,
  type DatamonkeyMessage,
} from '@parley/protocol'
import type { Backend, Call, Capability, InBandSessions, MessageInput, Wire, WiredBackend } from '../core/Backend.ts'
import { ChatError } from '../core/ChatError.ts'
import { randomId } from '../core/randomId.ts'
import { BLOCKING_TIMEOUT_MS } from '../core/request.ts'

/** What `datamonkey` takes. */
export interface DatamonkeyOptions {
  /** Base URL of the API with its version, such as `https://chat.example.com/api/v1`. */
  baseUrl: string | URL
  /** The token of a visitor who was here before, from a host that kept it. */
  token?: string
  /** Told each token that the server gives, and null when it takes one no more: for a host that keeps it. */
  onToken?(token: string | null): void
}

const LIFE_SECONDS = 24 * 3600
const BEARER = 'Bearer '

/**
 * Datamonkey's chat: conversations and their messages, each answer in one piece. Who the visitor is comes with the first
 * conversation, and is kept in memory: after a reload, or 24 hours, the visitor is somebody else. A client with a
 * `session` of its own uses that instead.
 */
export function datamonkey({ baseUrl, token, onToken }: DatamonkeyOptions): Backend {
  const one = (id: string, more = '') => `/chat/${encodeURIComponent(id)}${more}`
  const get = (path: string): Call => ({ method: 'GET', path })
  const create = (title: string | undefined): Call => ({ method: 'POST', path: '/chat', body: { title } })
  const send = (conversationId: string, { text }: MessageInput): Call => ({
    method: 'POST',
    path: one(conversationId, '/messages'),
    body: { message: text },
    conversationId,
  })
  const conversation = (answer: unknown) => decodeDatamonkeyConversation(answer as DatamonkeyConversation)

  const backend: WiredBackend = {
    name: 'datamonkey',
    endpoint: String(baseUrl).replace(/\/+$/, ''),
    capabilities: new Set<Capability>([
      'conversations.list',
      'conversations.get',
      'conversations.delete',
      'messages.list',
      'stream',
    ]),
    wire: {
      idempotent: false,
      accept: 'application/json',
      timeoutMs: BLOCKING_TIMEOUT_MS,
      // Not the header of its documents: many servers drop names with underscores.
      authorize: (headers, credential) => headers.set('authorization', BEARER + credential),
      decoder() {
        const decode = createDatamonkeyDecoder(randomId())
        let answer = ''
        return event => {
          if (!event) return answer ? decode({ data: answer }) : null
          answer += event.data
          return null
        }
      },
      readError: body => ({ detail: (body as DatamonkeyError).error }),
      connect: (send, sessions) => connect(send, sessions, token, onToken),
      routes: {
        conversationsCreate: { call: ({ title }) => create(title), read: conversation },
        conversationsList: {
          call: () => get('/chat'),
          read: (answer, { query = '' }) => ({
            // As lists of messages do, an empty one may come as null.
            conversations: ((answer as { conversations: DatamonkeyConversation[] | null }).conversations ?? [])
              .map(conversation)
              .filter(({ title }) => title.toLowerCase().includes(query.toLowerCase())),
            nextCursor: null,
          }),
        },
        conversationsGet: { call: ({ conversationId }) => get(one(conversationId)), read: conversation },
        conversationsDelete: {
          call: ({ conversationId }) => ({ method: 'DELETE', path: one(conversationId) }),
          read() {},
        },
        messagesList: {
          call: ({ conversationId }) => get(one(conversationId, '/messages')),
          read: (answer, { conversationId }) => ({
            messages: decodeDatamonkeyMessages(
              conversationId,
              (answer as { messages: DatamonkeyMessage[] | null }).messages,
            ),
            previousCursor: null,
          }),
        },
        messagesSend: {
          call: ({ conversationId, message }) => send(conversationId, message),
          read: answer => decodeDatamonkeyMessage((answer as { message: DatamonkeyMessage }).message, randomId()),
        },
        createChat: {
          async call({ message, title = titleOf(message.text) }, ask) {
            const { id } = (await ask(create(title))) as DatamonkeyConversation
            if (typeof id === 'string') return send(id, message)
            throw new ChatError('invalid_response', `${String(baseUrl)} began a conversation without an id.`)
          },
        },
        continueChat: { call: ({ conversationId, message }) => send(conversationId, message) },
      },
    },
  }
  return backend
}

/**
 * Takes the session out of each answer, a failed one included. Conversations are begun one after the other: two begun at
 * once without a token would make two visitors. A token in the answer to one that was sent is somebody else's.
 */
function connect(
  send: typeof globalThis.fetch,
  sessions: InBandSessions,
  known: string | undefined,
  onToken: DatamonkeyOptions['onToken'],
): ReturnType<NonNullable<Wire['connect']>> {
  let begun: Promise<unknown> = Promise.resolve()

  function adopt(clientToken: string, signal?: AbortSignal | null) {
    const id = randomId()
    sessions.adopt(
      {
        id,
        clientToken,
        visitorId: id,
        embedOrigin: null,
        status: 'active',
        expiresAfter: LIFE_SECONDS,
        expiresAt: new Date(Date.now() + LIFE_SECONDS * 1000).toISOString(),
      },
      signal,
    )
  }

  const current = async () => (await sessions.get())?.clientToken

  async function exchange(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const { signal } = init
    signal?.throwIfAborted()
    const headers = new Headers(init.headers)
    const token = await current()
    // It may have come while this one waited for its turn.
    if (token !== undefined && !headers.has('authorization')) headers.set('authorization', BEARER + token)
    const used = headers.get('authorization')?.slice(BEARER.length)
    const response = await send(input, { ...init, headers })
    const given = response.headers.get('x-session-token')
    if ((await current()) !== used) return response // the visitor has changed meanwhile
    if (given && given !== used) {
      adopt(given, signal)
      onToken?.(given)
    } else if (response.status === 401 && used !== undefined) {
      sessions.clear(signal)
      onToken?.(null)
    }
    return response
  }

  if (known) adopt(known)
  return (input, init) => {
    if (init?.method !== 'POST' || !(input as string).endsWith('/chat')) return exchange(input, init)
    const turn = begun.then(() => exchange(input, init))
    begun = turn.catch(() => {}) // whoever asked is told
    return turn
  }
}
