import { decodeAiSdkEvent, textMessage, type AiSdkRequest, type Message } from '@parley/protocol'
import type { Backend, Call, Capability, MessageInput, WiredBackend } from '../core/Backend.ts'
import { toChatError } from '../core/ChatError.ts'
import { randomId } from '../core/randomId.ts'

/** What `aiSdk` takes. */
export interface AiSdkOptions {
  /** The route that `useChat` would be given, such as `/api/chat`. */
  api: string | URL
  headers?: Record<string, string>
  /** The route answers `GET {api}/{id}/stream`, from the start of the reply that is being written. Default false. */
  resume?: boolean
  /** The app's own history of a conversation, for one that was begun elsewhere or before a reload. */
  loadMessages?(conversationId: string): Promise<Message[]>
}

/**
 * A route of the AI SDK (UI message stream v1), as `useChat` talks to it. The route keeps no history for us: each send
 * carries the whole conversation, which this backend remembers for as long as the page lives.
 */
export function aiSdk({ api, headers = {}, resume = false, loadMessages }: AiSdkOptions): Backend {
  const remembered = new Map<string, Message[]>()
  const resumed = new Map<string, Message[]>()
  const endpoint = String(api).replace(/\/+$/, '')

  async function load(id: string): Promise<Message[]> {
    const own = (await loadMessages?.(id).catch((thrown: unknown) => Promise.reject(toChatError(thrown)))) ?? []
    // A reply that was resumed after a reload, if the app has not stored it yet.
    return own.at(-1)?.role === 'assistant' ? own : [...own, ...(resumed.get(id) ?? [])]
  }

  async function history(id: string): Promise<Message[]> {
    const known = remembered.get(id) ?? (await load(id))
    remembered.set(id, known)
    return known
  }

  function remember(id: string, message: Message): void {
    const known = remembered.get(id)
    if (known) remembered.set(id, [...known.filter(other => other.id !== message.id), message])
    else resumed.set(id, [message])
  }

  function post(request: AiSdkRequest): Call {
    remembered.set(request.id, request.messages)
    return { method: 'POST', path: '', headers, body: request, conversationId: request.id }
  }

  /** The messages before one that is being replaced; all of them when it is not known. */
  function before(messages: Message[], messageId: string | undefined): Message[] {
    const index = messages.findIndex(message => message.id === messageId)
    return index < 0 ? messages : messages.slice(0, index)
  }

  const backend: WiredBackend = {
    name: 'aiSdk',
    endpoint,
    capabilities: new Set<Capability>(['stream', 'regenerate', 'replace', ...(resume ? (['resume'] as const) : [])]),
    wire: {
      idempotent: false,
      // Only where the client has sessions: most routes know the visitor by a cookie or a header of their own.
      authorize: (sent, credential) => sent.set('authorization', `Bearer ${credential}`),
      createDecoder() {
        const messageId = randomId()
        return event => event && decodeAiSdkEvent(event.data, messageId)
      },
      remember,
      routes: {
        createChat: {
          call: ({ message }) => post({ id: randomId(), messages: [userMessage(message)], trigger: 'submit-message' }),
        },
        continueChat: {
          call: async ({ conversationId, message, replaces }) => {
            const messages = [...before(await history(conversationId), replaces), userMessage(message)]
            return post({ id: conversationId, messages, trigger: 'submit-message' })
          },
        },
        regenerateReply: {
          call: async ({ conversationId, messageId }) => {
            const messages = before(await history(conversationId), messageId)
            return post({ id: conversationId, messages, trigger: 'regenerate-message', messageId })
          },
        },
        ...(resume && {
          resumeReply: {
            call: ({ conversationId }: { conversationId: string }): Call => ({
              method: 'GET',
              path: `/${encodeURIComponent(conversationId)}/stream`,
              headers,
            }),
          },
        }),
      },
    },
  }
  return backend
}

const userMessage = ({ text }: MessageInput): Message => textMessage(randomId(), 'user', text)
