import { createInkeepEncoder, encodeInkeepMessage } from '@parley/protocol'
import * as v from 'valibot'
import { bearerOf } from '../routes/authenticate.ts'
import { validate } from '../routes/http/validate.ts'
import { list, object, plainText, REQUIRED } from '../routes/schemas.ts'
import { row, type Asked, type Dialect, type DialectRoute } from './Dialect.ts'

const message = object({
  role: v.optional(v.picklist(['user', 'assistant'], 'Must be "user" or "assistant".'), 'user'),
  content: plainText,
  records_cited: v.optional(v.unknown()),
})
const text = v.string('Must be text.')
const base = {
  integration_id: v.pipe(text, v.minLength(1, 'Must not be empty.')),
  stream: v.optional(v.nullable(v.boolean('Must be true or false.')), false),
}
const createBody = object({
  ...base,
  chat_session: object({
    guidance: v.optional(v.nullable(text)),
    context: v.optional(v.nullable(text)),
    messages: v.pipe(list(message, 100, 'Must be a list of messages.'), v.length(1, 'Must be exactly one message.')),
    tags: v.optional(v.nullable(list(text, 1000, 'Must be a list of texts.'))),
  }),
  chat_mode: v.optional(v.nullable(text)),
})
const continueBody = object({ ...base, message })

const asParts = ({ role, content }: { role: 'user' | 'assistant'; content: string }) => ({
  role,
  parts: [{ type: 'text' as const, text: content }],
})

const keysOf = (path: string) =>
  path.split('.').flatMap(key => (key === '' ? [] : /^\d+$/.test(key) ? Number(key) : key))

// Its clients say in `Accept` that they want no stream even when they do: the body alone decides.
const answer = {
  operation: 'messages.send',
  access: 'service',
  write: ({ conversationId, message }) => ({ chat_session_id: conversationId, message: encodeInkeepMessage(message) }),
  events: ({ conversationId }, { body }) =>
    (body as { stream?: boolean }).stream ? createInkeepEncoder(conversationId) : null,
} satisfies Partial<DialectRoute<'messages.send'>>

/** Inkeep's chat sessions: create and continue, as a stream or in JSON. `integration_id` may name a character. */
export const inkeep: Dialect = {
  name: 'inkeep',
  headers: [],
  credential: headers => bearerOf(headers),
  routes: [
    row<'messages.send'>({
      ...answer,
      method: 'POST',
      path: '/v0/chat_sessions/chat_results',
      read({ body }) {
        const { chat_session, integration_id } = validate(createBody, body)
        return { message: asParts(chat_session.messages[0]!), create: { character: ({ id }) => id === integration_id } }
      },
    }),
    row<'messages.send'>({
      ...answer,
      method: 'POST',
      path: '/v0/chat_sessions/{chatSessionId}/chat_results',
      conversation: ({ params }: Asked) => params['chatSessionId']!,
      read: ({ body }) => ({ message: asParts(validate(continueBody, body).message) }),
    }),
  ],
  refuse: ({ status, detail, errors }) => ({
    status,
    body: {
      detail: errors
        ? errors.map(({ path, message }) => ({
            loc: ['body', ...keysOf(path)],
            msg: message,
            type: message === REQUIRED ? 'missing' : 'value_error',
          }))
        : detail,
    },
  }),
}
