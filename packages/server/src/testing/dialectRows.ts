import { auroraCharacterNumber } from '@parley/protocol'
import type { DialectRoute } from '../dialects/Dialect.ts'
import { dialects, type DialectName } from '../dialects/dialects.ts'
import { ORIGIN } from './testServer.ts'

export interface Row extends DialectRoute {
  dialect: DialectName
}
/** Every row of every dialect. */
export const rows: Row[] = Object.entries(dialects).flatMap(([dialect, { routes }]) =>
  routes.map(row => ({ ...row, dialect: dialect as DialectName })),
)

/** How the clients of a dialect say who they are. */
export const credentialOf: Record<DialectName, (token: string, row: Row) => Record<string, string>> = {
  inkeep: token => ({ authorization: `Bearer ${token}` }),
  aiSdk: token => ({ authorization: `Bearer ${token}` }),
  gram: (token, { access }) => ({ [access === 'secret' ? 'gram-key' : 'gram-chat-session']: token }),
  datamonkey: token => ({ user_token: token }),
  aurora: token => ({ 'x-access-token': token }),
}

/** What a request is about. */
export interface Ids {
  conversationId: string
  number: number
  messageNumber: number
}
type Examples = Record<string, (ids: Ids) => { body?: unknown; query?: string; headers?: Record<string, string> }>
const characterId = auroraCharacterNumber('assistant')
const auroraExamples = (version: string): Examples => ({
  [`aurora GET /api/${version}/chats`]: () => ({}),
  [`aurora POST /api/${version}/chat`]: () => ({ body: { characterId } }),
  [`aurora DELETE /api/${version}/chat`]: ({ number }) => ({ query: `?chatId=${number}` }),
  [`aurora POST /api/${version}/message`]: ({ number }) => ({ body: { characterId, chatId: number, message: 'x' } }),
  [`aurora GET /api/${version}/messages`]: ({ number }) => ({ query: `?chatId=${number}&numMessages=9` }),
  [`aurora POST /api/${version}/message/save`]: ({ number }) => ({
    body: { role: 'user', content: 'x', timestamp: 1, chatId: number },
  }),
  [`aurora DELETE /api/${version}/message`]: ({ messageNumber }) => ({ query: `?messageId=${messageNumber}` }),
  [`aurora GET /api/${version}/characters`]: () => ({ query: '?from=0&numCharacters=9' }),
  [`aurora GET /api/${version}/character`]: () => ({ query: `?characterId=${characterId}` }),
  [`aurora GET /api/${version}/chat/preview`]: ({ number }) => ({ query: `?chatId=${number}` }),
})
/** A body and a query that are right for a row; a row without an example fails the matrix. */
export const example: Examples = {
  'inkeep POST /v0/chat_sessions/chat_results': () => ({
    body: { integration_id: 'x', chat_session: { messages: [{ content: 'x' }] } },
  }),
  'inkeep POST /v0/chat_sessions/{chatSessionId}/chat_results': () => ({
    body: { integration_id: 'x', message: { content: 'x' } },
  }),
  'aiSdk POST /api/chat': ({ conversationId }) => ({
    body: { id: conversationId, messages: [{ id: 'u1', role: 'user', parts: [{ type: 'text', text: 'x' }] }] },
  }),
  'aiSdk GET /api/chat/{chatId}/stream': () => ({}),
  'gram POST /rpc/chatSessions.create': () => ({ body: { embed_origin: ORIGIN } }),
  'gram DELETE /rpc/chatSessions.revoke': () => ({ query: '?token=cst_unknown' }),
  'gram POST /chat/completions': ({ conversationId }) => ({
    body: { model: 'x', messages: [{ role: 'user', content: 'x' }] },
    headers: { 'gram-chat-id': conversationId },
  }),
  'gram GET /rpc/chat.list': () => ({}),
  'gram GET /rpc/chat.load': ({ conversationId }) => ({ query: `?id=${conversationId}` }),
  'gram POST /rpc/chat.generateTitle': ({ conversationId }) => ({ body: { id: conversationId } }),
  'gram POST /rpc/chat.submitFeedback': ({ conversationId }) => ({
    body: { id: conversationId, feedback: 'success' },
  }),
  'datamonkey POST /api/v1/chat': () => ({ body: {} }),
  'datamonkey GET /api/v1/chat': () => ({}),
  'datamonkey GET /api/v1/chat/{conversationId}': () => ({}),
  'datamonkey DELETE /api/v1/chat/{conversationId}': () => ({}),
  'datamonkey GET /api/v1/chat/{conversationId}/messages': () => ({}),
  'datamonkey POST /api/v1/chat/{conversationId}/messages': () => ({ body: { message: 'x' } }),
  'aurora GET /api/v3/allChatsForUser': () => ({}),
  'aurora POST /api/v3/initializeChat': () => ({ body: { characterId } }),
  'aurora DELETE /api/v3/deleteChat': ({ number }) => ({ query: `?chatId=${number}` }),
  'aurora POST /api/v3/sendMessage': ({ number }) => ({ body: { chatId: number, message: 'x' } }),
  ...Object.assign({}, ...['v4', 'v11'].map(auroraExamples)),
}

export const nameOf = ({ dialect, method, path }: Row) => `${dialect} ${method} ${path}`
export const missing: Ids = { conversationId: 'c_missing', number: 999_999, messageNumber: 999_999 }
