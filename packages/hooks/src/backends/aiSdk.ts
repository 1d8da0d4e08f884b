import {
  createAiSdkDecoder,
  textMessage,
  type AiSdkMessage,
  type AiSdkRequest,
  type Message,
  type ReplyEvent,
} from '@parley/protocol'
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
  /** The app's own history of a conversation, its `UIMessage`s, for one that was begun elsewhere or before a reload. */
  loadMessages?(conversationId: string): Promise<AiSdkMessage[]>
}

/**
 * A route of the AI SDK (UI message stream v1), as `useChat` talks to it. The route keeps no history for us: each send
 * carries the whole conversation, which this backend remembers for as long as the page lives.
 */
export function aiSdk({ api, headers = {}, resume = false, loadMessages }: AiSdkOptions): Backend {
  /** What the last answered request of each conversation has carried, and the reply that is read since. */
  const sent = new Map<string, AiSdkMessage[]>()
  const replies = new Map<string, AiSdkMessage>()
  /** What was asked and is not answered yet, with the visitor's new message. */
  const asked = new Map<string, { messages: AiSdkMessage[]; userMessage?: Message }>()
  const endpoint = String(api).replace(/\/+$/, '')

  async function history(id: string): Promise<AiSdkMessage[]> {
    const known = sent.get(id)
    const loaded = known ?? loadMessages?.(id).catch((thrown: unknown) => Promise.reject(toChatError(thrown)))
    const messages = (await loaded) ?? []
    const reply = replies.get(id)
    if (!reply?.parts.some(({ type }) => type !== 'step-start')) return messages
    // A reply that was resumed after a reload: the app may have stored it already.
    return known || messages.at(-1)?.role !== 'assistant' ? [...messages, reply] : messages
  }

  function post(request: AiSdkRequest, userMessage?: Message): Call {
    asked.set(request.id, { messages: request.messages, ...(userMessage && { userMessage }) })
    return { method: 'POST', path: '', headers, body: request, conversationId: request.id }
  }

  function submit(id: string, earlier: AiSdkMessage[], { text }: MessageInput): Call {
    const userMessage = textMessage(randomId(), 'user', text)
    const { metadata: _, ...plain } = userMessage // a route may have a schema for metadata of its own
    return post({ id, messages: [...earlier, plain], trigger: 'submit-message' }, userMessage)
  }

  /** A message counts as sent when it is answered: one that failed comes again. */
  function answer(id: string, reply: AiSdkMessage): ReplyEvent {
    const { messages, userMessage } = asked.get(id) ?? {}
    if (messages) sent.set(id, messages)
    asked.delete(id)
    replies.set(id, reply)
    return { type: 'start', messageId: reply.id, ...(userMessage && { userMessage }) }
  }

  /** The messages before one that is being replaced; all of them when it is not known. */
  function before(messages: AiSdkMessage[], messageId: string | undefined): AiSdkMessage[] {
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
      decoder(conversationId) {
        const { message, decode } = createAiSdkDecoder(randomId())
        let started = false
        return event => {
          const decoded = event && decode(event.data)
          if (!decoded || started) return decoded
          started = true
          const start = answer(conversationId!, message)
          return decoded.type === 'start' ? { ...decoded, ...start } : [start, decoded]
        }
      },
      routes: {
        createChat: {
          call: ({ message }) => submit(randomId(), [], message),
        },
        continueChat: {
          call: async ({ conversationId, message, replaces }) =>
            submit(conversationId, before(await history(conversationId), replaces), message),
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
