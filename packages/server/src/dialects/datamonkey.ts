import {
  encodeDatamonkeyMessage,
  encodeDatamonkeyMessages,
  type DatamonkeyConversation,
  type DatamonkeyError,
} from '@parley/protocol'
import * as v from 'valibot'
import { bearerOf } from '../routes/authenticate.ts'
import { validate } from '../routes/http/validate.ts'
import { cleanText, object, plainText } from '../routes/schemas.ts'
import type { ConversationRecord } from '../storage/Storage.ts'
import { row, type Asked, type Dialect } from './Dialect.ts'

const createBody = v.optional(
  object({
    title: v.optional(v.nullable(v.pipe(cleanText, v.maxLength(200, 'At most 200 characters.')))),
  }),
)
const sendBody = object({ message: plainText })

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `conv-<ms>-<8 letters or digits>`: ids that its clients may take apart. */
function conversationId(): string {
  const random = crypto.getRandomValues(new Uint32Array(8))
  return `conv-${Date.now()}-${Array.from(random, number => LETTERS[number % LETTERS.length]).join('')}`
}

const asConversation = ({ id, title, createdAt, updatedAt }: ConversationRecord): DatamonkeyConversation => ({
  id,
  title,
  created: createdAt,
  updated: updatedAt,
})

const conversation = ({ params }: Asked) => params['conversationId']!
const everything = () => 'newest' as const
const one = '/api/v1/chat/{conversationId}'

/** Its own statuses: what is wrong with a body is 400, and an answer that could not be had is 500. */
const statuses: Record<number, number> = { 422: 400, 502: 500 }

/** Datamonkey's chat: one answer at a time, in one piece. Who has no token gets a session with the first conversation. */
export const datamonkey: Dialect = {
  name: 'datamonkey',
  headers: ['user_token'],
  credential: headers => bearerOf(headers) ?? headers.get('user_token') ?? undefined,
  credentialName: () => 'user_token: …',
  routes: [
    row<'conversations.create'>({
      method: 'POST',
      path: '/api/v1/chat',
      operation: 'conversations.create',
      access: 'newcomer',
      status: 201,
      read({ body }) {
        const title = validate(createBody, body)?.title?.trim()
        return { id: conversationId(), ...(title && { title }) }
      },
      write: asConversation,
    }),
    row<'conversations.list'>({
      method: 'GET',
      path: '/api/v1/chat',
      operation: 'conversations.list',
      write: records => ({ conversations: records.map(asConversation) }),
    }),
    row<'messages.list'>({
      method: 'GET',
      path: one,
      operation: 'messages.list',
      conversation,
      read: everything,
      write: found => ({
        ...asConversation(found.conversation),
        messages: encodeDatamonkeyMessages(found.messages.map(({ message }) => message)),
      }),
    }),
    row<'conversations.delete'>({
      method: 'DELETE',
      path: one,
      operation: 'conversations.delete',
      conversation,
    }),
    row<'messages.list'>({
      method: 'GET',
      path: `${one}/messages`,
      operation: 'messages.list',
      conversation,
      read: everything,
      write: ({ messages }) => ({ messages: encodeDatamonkeyMessages(messages.map(({ message }) => message)) }),
    }),
    row<'messages.send'>({
      method: 'POST',
      path: `${one}/messages`,
      operation: 'messages.send',
      conversation,
      read: ({ body }) => ({
        message: { role: 'user', parts: [{ type: 'text', text: validate(sendBody, body).message }] },
      }),
      write: ({ message }) => ({ message: encodeDatamonkeyMessage(message) }),
      events: () => null,
    }),
  ],
  refuse: ({ status, detail }) => ({
    status: statuses[status] ?? status,
    body: { error: detail ?? 'The request failed.' } satisfies DatamonkeyError,
  }),
}
