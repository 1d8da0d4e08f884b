import {
  createGramEncoder,
  encodeGramCompletion,
  encodeGramMessage,
  messageText,
  type GramChat,
  type GramChatList,
  type GramChatOverview,
  type GramChatSession,
  type GramServiceError,
  type Problem,
} from '@parley/protocol'
import { ChatProblem } from '../operations/ChatProblem.ts'
import { bearerOf } from '../routes/authenticate.ts'
import { validate } from '../routes/http/validate.ts'
import { cleaned, onlyText, plainText, REQUIRED } from '../routes/schemas.ts'
import type { ConversationRecord, MessageRecord } from '../storage/Storage.ts'
import { row, type Asked, type Dialect } from './Dialect.ts'
import {
  completion,
  listQuery,
  loadQuery,
  ranges,
  rated,
  said,
  sessionCreate,
  sessionRevoke,
  titled,
} from './gramRequests.ts'

const asParts = (role: 'user' | 'assistant', text: string) => ({ role, parts: [{ type: 'text' as const, text }] })

/** The model that was asked for is told as the one that answered. */
const modelOf = (body: unknown): string => (body as { model?: string }).model ?? 'parley'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
const stainless = [
  'arch',
  'helper-method',
  'lang',
  'os',
  'package-version',
  'retry-count',
  'runtime',
  'runtime-version',
  'timeout',
]
const ofOpenAi = ['openai-organization', 'openai-project', ...stainless.map(name => `x-stainless-${name}`)]
const CHAT_ID = 'gram-chat-id'

/** By the id that its client gave it, else by ours: conversations that were begun elsewhere are shown with that. */
const keys = (name: string) => [...(UUID.test(name) ? [{ dialect: 'gram', externalId: name.toLowerCase() }] : []), name]

const overview = (record: ConversationRecord): GramChatOverview => ({
  id: (record.dialect === 'gram' && record.externalId) || record.id,
  title: record.title,
  num_messages: record.messageCount,
  created_at: new Date(record.createdAt).toISOString(),
  updated_at: new Date(record.updatedAt).toISOString(),
})

/** Half an answer would be taken for a whole one. */
const isShown = ({ message }: MessageRecord) => message.metadata.status !== 'streaming'

const names: Record<number, string> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  415: 'unsupported_media',
  500: 'unexpected',
  502: 'gateway_error',
}

function serviceError({ status: native, code, detail, requestId, errors }: Problem) {
  const status = native === 422 ? 400 : native
  const [first] = (errors ?? []).map(error => error.message)
  const invalid = first === REQUIRED ? 'missing_field' : ranges.has(first ?? '') ? 'invalid_range' : 'bad_request'
  const body: GramServiceError = {
    name: status === 400 ? invalid : (names[status] ?? code),
    id: requestId,
    message: detail,
    temporary: status === 429 || status >= 500,
    timeout: false,
    fault: status === 500,
  }
  return { status, body }
}

/**
 * Gram's chat sessions, its chats, and its completions in OpenAI's shape. Sessions are minted and revoked with the
 * secret key as `Gram-Key`; the token travels as `Gram-Chat-Session`, or as the key of an OpenAI client.
 */
export const gram: Dialect = {
  name: 'gram',
  // `Gram-Key` is not among them: no page may hold a secret key. Gram Elements and the OpenAI client send the others.
  headers: [
    'gram-chat-session',
    'gram-environment',
    'gram-project',
    CHAT_ID,
    'user-agent',
    'x-gram-source',
    ...ofOpenAi,
  ],
  credential: (headers, access) =>
    access === 'secret'
      ? (headers.get('gram-key') ?? undefined)
      : (headers.get('gram-chat-session') ?? bearerOf(headers)),
  credentialName: access => (access === 'secret' ? 'Gram-Key: …' : 'Gram-Chat-Session: …'),
  refuse: serviceError,
  routes: [
    row<'chatSessions.create'>({
      method: 'POST',
      path: '/rpc/chatSessions.create',
      operation: 'chatSessions.create',
      access: 'secret',
      read({ body }) {
        const { embed_origin, user_identifier, expires_after } = validate(sessionCreate, body)
        const user = user_identifier === undefined ? {} : { userIdentifier: user_identifier }
        return { embedOrigin: embed_origin, expiresAfter: expires_after, ...user }
      },
      write: ({ clientToken, embedOrigin, expiresAfter, status, userIdentifier }): GramChatSession => ({
        client_token: clientToken,
        embed_origin: embedOrigin!,
        expires_after: expiresAfter,
        status,
        ...(userIdentifier !== undefined && { user_identifier: userIdentifier }),
      }),
    }),
    row<'chatSessions.revoke'>({
      method: 'DELETE',
      path: '/rpc/chatSessions.revoke',
      operation: 'chatSessions.revoke',
      access: 'secret',
      read: ({ query }) => ({ clientToken: validate(sessionRevoke, query).token }),
      write(revoked) {
        if (!revoked) throw new ChatProblem('bad_request', 'This token is invalid, has expired or was revoked before.')
      },
    }),
    row<'messages.send'>({
      method: 'POST',
      path: '/chat/completions',
      operation: 'messages.send',
      mayBeNew: true,
      hasHistory: true,
      conversation: ({ headers }: Asked) => keys(headers.get(CHAT_ID) ?? ''),
      read({ body, headers }) {
        const { messages } = validate(completion, body)
        const list = said(messages)
        const [last, ...before] = list.toReversed()
        const at = `messages.${messages.findLastIndex(({ role }) => role === 'user')}`
        validate(onlyText, last!.parts, at, 'content')
        const text = validate(plainText, last!.text, at, 'content')
        const name = headers.get(CHAT_ID)
        const earlier = before.reverse().flatMap(({ role, text: told }) => {
          const clean = cleaned(told)
          return clean.trim() ? asParts(role, clean) : []
        })
        // An id that is none of its clients' can only be that of a conversation which is there.
        const mayBegin = name === null || UUID.test(name)
        const create = { earlier, ...(name !== null && { externalId: name.toLowerCase() }) }
        const isRetried = Number(headers.get('x-stainless-retry-count')) > 0
        const retried = [...earlier.filter(({ role }) => role === 'user').map(messageText), text]
        return { message: asParts('user', text), ...(mayBegin && { create }), ...(isRetried && { retried }) }
      },
      tellsStop: true,
      write: ({ message, finishReason }, { body }) => encodeGramCompletion(message, modelOf(body), finishReason),
      events: (_, { body }) => ((body as { stream?: boolean }).stream ? createGramEncoder(modelOf(body)) : null),
      // The OpenAI client shows the `error` of a body, and nothing without one.
      refuse(problem) {
        const { status, body } = serviceError(problem)
        const { message, name: type } = body
        return { status, body: { ...body, error: { message, type, param: null, code: problem.code } } }
      },
    }),
    row<'conversations.list'>({
      method: 'GET',
      path: '/rpc/chat.list',
      operation: 'conversations.list',
      write(conversations, { query }): GramChatList {
        const { limit, offset } = validate(listQuery, query)
        return {
          chats: conversations.slice(offset, offset + limit).map(overview),
          total: conversations.length,
        }
      },
    }),
    row<'messages.list'>({
      method: 'GET',
      path: '/rpc/chat.load',
      operation: 'messages.list',
      conversation: ({ query }: Asked) => keys(validate(loadQuery, query).id),
      read({ query }) {
        const { limit, before_seq: before, after_seq: after } = validate(loadQuery, query)
        return { limit, isShown, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
      },
      write: ({ conversation, messages, hasBefore, hasAfter }): GramChat => ({
        ...overview(conversation),
        messages: messages.map(({ message, number }) => encodeGramMessage(message, number)),
        has_more_before: hasBefore,
        has_more_after: hasAfter,
      }),
    }),
    row<'conversations.update'>({
      method: 'POST',
      path: '/rpc/chat.generateTitle',
      operation: 'conversations.update',
      conversation: ({ body }: Asked) => keys(validate(titled, body).id),
      read({ body }) {
        const { title } = validate(titled, body)
        return title === undefined ? {} : { title }
      },
      write: ({ title }) => ({ title }),
    }),
    row<'messages.feedback'>({
      method: 'POST',
      path: '/rpc/chat.submitFeedback',
      operation: 'messages.feedback',
      conversation: ({ body }: Asked) => keys(validate(rated, body).id),
      read: ({ body }) => ({ rating: validate(rated, body).feedback === 'success' ? 'up' : 'down' }),
      write: () => ({ success: true }),
    }),
  ],
}
