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
export const parley = ({ baseUrl }: { baseUrl: string | URL }): Backend => wired(baseUrl)

const wired = (baseUrl: string | URL): WiredBackend => ({
  name: 'parley',
  endpoint: String(baseUrl).replace(/\/+$/, ''),
  capabilities,
  wire: {
    routes,
    idempotent: true,
    authorize: (headers, credential) => headers.set('authorization', `Bearer ${credential}`),
    createDecoder: () => event => event && decodeReplyEvent(event.data),
  },
})

const conversation = (id: string, rest = '') => `/v1/conversations/${encodeURIComponent(id)}${rest}`
const get = (path: string, query?: Call['query']): Call => ({ method: 'GET', path, ...(query && { query }) })
const post = (path: string, body?: unknown): Call => ({ method: 'POST', path, body })
const userMessage = ({ text }: MessageInput) => ({ role: 'user', parts: [{ type: 'text', text }] })

const nothing = () => undefined

/** The answer if it has that member; nothing else of its shape is checked, so that servers may add to it. */
const having =
  (name: string) =>
  (answer: unknown): never => {
    if ((answer as Record<string, unknown> | null)?.[name] === undefined) throw new TypeError(`no ${name}`)
    return answer as never
  }
const identified = having('id')
const message = (answer: unknown): never => (having('message')(answer) as { message: never }).message

const routes: Routes = {
  chatSessionsCreate: { call: body => post('/v1/chatSessions', body), read: identified },
  chatSessionsRevoke: {
    call: ({ id, forget }) => ({
      method: 'DELETE',
      path: `/v1/chatSessions/${id === undefined ? 'current' : encodeURIComponent(id)}`,
      ...(forget && { query: { forget } }),
    }),
    read: nothing,
  },
  charactersList: {
    call: () => get('/v1/characters'),
    read: answer => (having('characters')(answer) as { characters: never }).characters,
  },
  charactersGet: {
    call: ({ characterId }) => get(`/v1/characters/${encodeURIComponent(characterId)}`),
    read: identified,
  },
  conversationsCreate: { call: body => post('/v1/conversations', body), read: identified },
  conversationsList: {
    call: query => get('/v1/conversations', { ...query }),
    read: having('conversations'),
  },
  conversationsGet: { call: ({ conversationId }) => get(conversation(conversationId)), read: identified },
  conversationsUpdate: {
    call: ({ conversationId, title }) => ({ method: 'PATCH', path: conversation(conversationId), body: { title } }),
    read: identified,
  },
  conversationsDelete: {
    call: ({ conversationId }) => ({ method: 'DELETE', path: conversation(conversationId) }),
    read: nothing,
  },
  messagesList: {
    call: ({ conversationId, ...query }) => get(conversation(conversationId, '/messages'), query),
    read: having('messages'),
  },
  messagesSend: {
    call: ({ conversationId, message, replaces }) =>
      post(conversation(conversationId, '/messages'), { message: userMessage(message), replaces }),
    read: message,
  },
  messagesFeedback: {
    call: ({ conversationId, messageId, ...body }) => ({
      method: 'PUT',
      path: conversation(conversationId, `/messages/${encodeURIComponent(messageId)}/feedback`),
      body,
    }),
    read: nothing,
  },
  replyStop: {
    call: ({ conversationId, runId }) => post(conversation(conversationId, '/stop'), { runId }),
    read: message,
  },
  widgetConfig: { call: () => get('/v1/widget'), read: having('imageOrigins') },
  createChat: {
    call: ({ message, ...rest }) => post('/v1/conversations', { ...rest, message: userMessage(message) }),
  },
  continueChat: {
    call: ({ conversationId, message, replaces }) =>
      post(conversation(conversationId, '/messages'), { message: userMessage(message), replaces }),
  },
  regenerateReply: {
    call: ({ conversationId, messageId }) =>
      post(conversation(conversationId, `/messages/${encodeURIComponent(messageId)}/regenerate`)),
  },
  resumeReply: {
    call: ({ conversationId, lastEventId }) => ({
      ...get(conversation(conversationId, '/stream')),
      ...(lastEventId !== undefined && { headers: { 'last-event-id': lastEventId } }),
    }),
  },
}
