import type { Backend, Call, Capability, MessageInput, Routes, WiredBackend } from '../core/Backend.ts'
import { decodeReplyEvent } from '@parley/protocol'

const capabilities: ReadonlySet<Capability> = new Set<Capability>([
  'sessions',
  'conversations.list',
  'conversations.get',
  'conversations.update',
  'conversations.delete',
  'messages.list',
  'stream',
  'resume',
  'stop',
  'regenerate',
  'replace',
  'feedback',
  'characters',
])

/** Parley's own API (`/v1`) on the server at `baseUrl`, a path prefix included. */
export function parley({ baseUrl }: { baseUrl: string | URL }): Backend {
  const backend: WiredBackend = {
    name: 'parley',
    endpoint: String(baseUrl).replace(/\/+$/, ''),
    capabilities,
    wire: {
      routes,
      idempotent: true,
      authorize: (headers, credential) => headers.set('authorization', `Bearer ${credential}`),
      decoder: () => event => event && decodeReplyEvent(event.data),
    },
  }
  return backend
}

const userMessage = ({ text }: MessageInput) => ({ role: 'user', parts: [{ type: 'text', text }] })

/**
 * A route by its path: the members of the request that it names go there, the rest into the query of a request without
 * a body, else into the body. The answer must have the `member`; nothing else is checked, so that servers may add to it.
 */
const route = (method: Call['method'], path: string, member?: string, isAlone?: boolean) => ({
  call(request: object | void): Call {
    // What is resumed after goes into a header; a state is the client's alone.
    const { lastEventId, state: _, ...rest }: Record<string, unknown> = { ...request }
    const named = path.replace(/:(\w+)/g, (_, name: string) => {
      const { [name]: value = 'current' } = rest
      delete rest[name]
      return encodeURIComponent(value as string)
    })
    if (rest.message) rest.message = userMessage(rest.message as MessageInput)
    return {
      method,
      path: `/v1/${named}`,
      headers: { 'last-event-id': lastEventId as string | undefined },
      [method === 'GET' || method === 'DELETE' ? 'query' : 'body']: rest,
    }
  },
  read(answer: unknown) {
    const value = (answer as Record<string, never> | null)?.[member!]
    if (member && value === undefined) throw new TypeError(`no ${member}`)
    return (isAlone ? value : answer) as never
  },
})

const one = 'conversations/:conversationId'
const send = route('POST', `${one}/messages`, 'message', true)
const begin = route('POST', 'conversations', 'id')

const routes: Routes = {
  chatSessionsCreate: route('POST', 'chatSessions', 'id'),
  chatSessionsRevoke: route('DELETE', 'chatSessions/:id'),
  charactersList: route('GET', 'characters', 'characters', true),
  charactersGet: route('GET', 'characters/:characterId', 'id'),
  conversationsCreate: begin,
  conversationsList: route('GET', 'conversations', 'conversations'),
  conversationsGet: route('GET', one, 'id'),
  conversationsUpdate: route('PATCH', one, 'id'),
  conversationsDelete: route('DELETE', one),
  messagesList: route('GET', `${one}/messages`, 'messages'),
  messagesSend: send,
  messagesFeedback: route('PUT', `${one}/messages/:messageId/feedback`),
  replyStop: route('POST', `${one}/stop`, 'message', true),
  widgetConfig: route('GET', 'widget', 'imageOrigins'),
  createChat: begin,
  continueChat: send,
  regenerateReply: route('POST', `${one}/messages/:messageId/regenerate`),
  resumeReply: route('GET', `${one}/stream`),
}
