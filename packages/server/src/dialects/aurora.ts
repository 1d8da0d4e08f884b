import {
  auroraCharacterNumber,
  createAuroraEncoder,
  encodeAuroraCharacter,
  encodeAuroraMessage,
  type AuroraChat,
  type AuroraError,
  type AuroraPreview,
} from '@parley/protocol'
import * as v from 'valibot'
import { validate } from '../routes/http/validate.ts'
import { object, plainText } from '../routes/schemas.ts'
import type { ConversationRecord } from '../storage/Storage.ts'
import { row, type Asked, type Dialect, type DialectRoute } from './Dialect.ts'
import { isWhole } from './isWhole.ts'

const AN_ID = 'Must be an integer.'
const id = v.pipe(v.number(AN_ID), v.safeInteger(AN_ID))
const idInQuery = v.pipe(v.string(AN_ID), v.regex(/^\d{1,15}$/, AN_ID), v.transform(Number))
const MOST = 100
const count = v.optional(
  v.pipe(idInQuery, v.minValue(1, 'At least 1.'), v.maxValue(MOST, `At most ${MOST}.`)),
  String(MOST),
)

const initialize = object({ characterId: id })
const ofChat = object({ chatId: id })
const ofChatInQuery = object({ chatId: idInQuery })
const send = object({ message: plainText })
const save = object({
  role: v.picklist(['user', 'assistant'], 'Must be "user" or "assistant".'),
  content: v.string('Must be text.'),
  timestamp: v.optional(v.nullable(v.number('Must be a number.'))),
})
/** No message has the id 0 or less: who pages from there begins, as with characters. */
const fromInQuery = v.pipe(v.string(AN_ID), v.regex(/^-?\d{1,15}$/, AN_ID), v.transform(Number))
const messagesPage = object({ from: v.optional(fromInQuery, '0'), numMessages: count })
const charactersPage = object({ from: v.optional(idInQuery, '0'), numCharacters: count })

const inQuery = ({ query }: Asked) => ({ number: validate(ofChatInQuery, query).chatId })
const inBody = ({ body }: Asked) => ({ number: validate(ofChat, body).chatId })

const success = () => ({ success: true })
const numbered = (wanted: number) => (character: { id: string }) => auroraCharacterNumber(character.id) === wanted

/** 0 is the character of a conversation that has none. */
const asChat = ({ number, characterId }: ConversationRecord): AuroraChat => ({
  characterId: characterId === undefined ? 0 : auroraCharacterNumber(characterId),
  chatId: number,
})

const list = (path: string) =>
  row<'conversations.list'>({
    method: 'GET',
    path,
    operation: 'conversations.list',
    write: records => ({ success: true, chats: records.map(asChat) }),
  })

const create = (path: string, write: (record: ConversationRecord) => unknown) =>
  row<'conversations.create'>({
    method: 'POST',
    path,
    operation: 'conversations.create',
    read: ({ body }) => ({ character: numbered(validate(initialize, body).characterId) }),
    write,
  })

const remove = (path: string) =>
  row<'conversations.delete'>({
    method: 'DELETE',
    path,
    operation: 'conversations.delete',
    conversation: inQuery,
    write: success,
  })

// Its client says in `Accept` that it wants no stream, and reads one.
const message = (path: string) =>
  row<'messages.send'>({
    method: 'POST',
    path,
    operation: 'messages.send',
    conversation: inBody,
    read: ({ body }) => ({
      message: { role: 'user', parts: [{ type: 'text', text: validate(send, body).message }] },
    }),
    events: createAuroraEncoder,
  })

const v3 = '/api/v3'
const first: DialectRoute[] = [
  list(`${v3}/allChatsForUser`),
  create(`${v3}/initializeChat`, success),
  remove(`${v3}/deleteChat`),
  message(`${v3}/sendMessage`),
]

const later = (prefix: string): DialectRoute[] => [
  list(`${prefix}/chats`),
  create(`${prefix}/chat`, ({ number }) => ({ success: true, chatId: number })),
  remove(`${prefix}/chat`),
  message(`${prefix}/message`),
  row<'messages.list'>({
    method: 'GET',
    path: `${prefix}/messages`,
    operation: 'messages.list',
    conversation: inQuery,
    read({ query }) {
      const { from, numMessages } = validate(messagesPage, query)
      return { limit: numMessages, isShown: isWhole, ...(from > 0 && { before: from + 1 }) }
    },
    write: ({ messages, hasBefore }) => ({
      success: true,
      messages: messages.map(({ number, message }) => ({ id: number, ...encodeAuroraMessage(message) })),
      endOfList: !hasBefore,
    }),
  }),
  row<'messages.save'>({
    method: 'POST',
    path: `${prefix}/message/save`,
    operation: 'messages.save',
    conversation: inBody,
    read({ body }) {
      const { role, content } = validate(save, body)
      // An answer of ours may be longer than what a client may say, or empty.
      return { role, text: content, checked: () => validate(object({ content: plainText }), { content }).content }
    },
    write: ({ number }) => ({ success: true, id: number }),
  }),
  row<'messages.delete'>({
    method: 'DELETE',
    path: `${prefix}/message`,
    operation: 'messages.delete',
    read: ({ query }) => ({ number: validate(object({ messageId: idInQuery }), query).messageId }),
    write: success,
  }),
  row<'characters.list'>({
    method: 'GET',
    path: `${prefix}/characters`,
    operation: 'characters.list',
    write(characters, { query }) {
      const { from, numCharacters } = validate(charactersPage, query)
      const end = from + numCharacters
      return {
        success: true,
        characters: characters.slice(from, end).map(encodeAuroraCharacter),
        isEndOfList: end >= characters.length,
      }
    },
  }),
  row<'characters.get'>({
    method: 'GET',
    path: `${prefix}/character`,
    operation: 'characters.get',
    read: ({ query }) => ({ is: numbered(validate(object({ characterId: idInQuery }), query).characterId) }),
    write(character) {
      const { id: _, ...rest } = encodeAuroraCharacter(character)
      return { ...rest, ttsCharacter: '' }
    },
  }),
  row<'conversations.get'>({
    method: 'GET',
    path: `${prefix}/chat/preview`,
    operation: 'conversations.get',
    conversation: inQuery,
    write: ({ lastMessage, createdAt }): AuroraPreview => ({
      content: lastMessage?.text ?? '',
      timestamp: lastMessage ? Date.parse(lastMessage.createdAt) : createdAt,
    }),
  }),
]

/** Aurora's chats with characters. Ids are integers; a conversation's and a message's is its `number`. */
export const aurora: Dialect = {
  name: 'aurora',
  headers: ['x-access-token'],
  credential: headers => headers.get('x-access-token') ?? undefined,
  credentialName: () => 'x-access-token: …',
  routes: [...first, ...later('/api/v4'), ...later('/api/v11')],
  refuse: ({ status, detail }) => ({
    status: status === 422 ? 400 : status,
    body: { success: false, ...(detail !== undefined && { message: detail }) } satisfies AuroraError,
  }),
}
