import { createAiSdkEncoder, messageText, type Message } from '@parley/protocol'
import * as v from 'valibot'
import { bearerOf } from '../routes/authenticate.ts'
import { validate } from '../routes/http/validate.ts'
import {
  cleaned,
  cleanText,
  isClean,
  line,
  list,
  MOST_IN_HISTORY,
  object,
  onlyText,
  plainText,
} from '../routes/schemas.ts'
import { row, type Asked, type Dialect } from './Dialect.ts'

const part = v.pipe(
  v.object({ type: v.string('Must be the type of a part.'), text: v.optional(v.unknown()) }, 'Must be a part.'),
  v.check(({ type, text }) => type !== 'text' || typeof text === 'string', 'Must have text.'),
)
const uiMessage = v.object(
  {
    id: v.optional(v.string('Must be the id of a message.')),
    role: v.picklist(['system', 'user', 'assistant'], 'Must be a role.'),
    parts: list(part, MOST_IN_HISTORY, 'Must be a list of parts.'),
  },
  'Must be a message.',
)
const chatRequest = object({
  id: line(256),
  messages: v.pipe(
    list(uiMessage, MOST_IN_HISTORY, 'Must be a list of messages.'),
    v.check(messages => messages.at(-1)?.role === 'user', 'The last message must be of the user.'),
  ),
  trigger: v.optional(v.picklist(['submit-message', 'regenerate-message'], 'Must be a trigger.'), 'submit-message'),
  messageId: v.optional(v.nullable(line(256))),
})
const ownId = v.optional(v.pipe(cleanText, v.maxLength(256, 'At most 256 characters.')))

type UiMessage = v.InferOutput<typeof uiMessage>

const textOf = ({ parts }: UiMessage): string => messageText({ parts: parts as Message['parts'] })
const asParts = (role: 'user' | 'assistant', text: string) => ({ role, parts: [{ type: 'text' as const, text }] })

/** What was said before the conversation came here: text only, and no instructions. */
const earlierOf = (messages: readonly UiMessage[]) =>
  messages.flatMap(message => {
    const text = cleaned(textOf(message)).trim()
    if (message.role === 'system' || text === '') return []
    const { id } = message
    return { ...asParts(message.role, text), ...(id && id.length <= 256 && isClean(id) && { externalId: id }) }
  })

const keys = (id: string) => [{ dialect: 'aiSdk', externalId: id }, id]

/** The route that `useChat` of the AI SDK talks to. A conversation has the id of its client. */
export const aiSdk: Dialect = {
  name: 'aiSdk',
  // `useChat` of 5 and of the first 6 sends it, and Firefox and Safari ask for it before.
  headers: ['user-agent'],
  credential: bearerOf,
  isUiMessageStream: true,
  routes: [
    row<'messages.send'>({
      method: 'POST',
      path: '/api/chat',
      operation: 'messages.send',
      mayBeNew: true,
      hasHistory: true,
      conversation: ({ body }: Asked) => keys(validate(chatRequest, body).id),
      read({ body }) {
        const { id, messages, trigger, messageId } = validate(chatRequest, body)
        const last = messages.at(-1)!
        const at = `messages.${messages.length - 1}`
        validate(onlyText, last.parts, at, 'parts')
        const text = validate(plainText, textOf(last), at, 'parts')
        const lastId = validate(ownId, last.id, at, 'id')
        const named = lastId ? { externalId: lastId } : {}
        const create = { externalId: id, earlier: earlierOf(messages.slice(0, -1)) }
        const base = { message: asParts('user', text), create, ...named }
        if (trigger === 'regenerate-message') return { ...base, again: true }
        if (messageId) return { ...base, replaces: messageId }
        return { ...base, ...(lastId && { idempotencyKey: `${id} ${lastId}` }) }
      },
      events: createAiSdkEncoder,
    }),
    row<'reply.resume'>({
      method: 'GET',
      path: '/api/chat/{chatId}/stream',
      operation: 'reply.resume',
      mayBeNew: true,
      conversation: ({ params }: Asked) => keys(params['chatId']!),
      events: createAiSdkEncoder,
    }),
  ],
}
