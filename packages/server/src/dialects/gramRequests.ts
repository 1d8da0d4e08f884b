import * as v from 'valibot'
import { line, list, MOST_IN_HISTORY, object } from '../routes/schemas.ts'

// What Gram's operations take, and how each field is refused.

const NO_NUMBER = 'Must be a whole number.'
/** What a number out of its range is told as. */
export const ranges = new Set<string>()
const between = (least: number, most: number) => {
  const message = `Must be from ${least} to ${most}.`
  ranges.add(message)
  return v.check((value: number) => value >= least && value <= most, message)
}
const counted = (least: number, most: number) =>
  v.pipe(v.string(), v.regex(/^-?\d{1,15}$/, NO_NUMBER), v.transform(Number), between(least, most))
const integer = v.pipe(v.number(NO_NUMBER), v.integer(NO_NUMBER))
const id = line(256)
const seq = v.optional(counted(0, Number.MAX_SAFE_INTEGER))

export const sessionCreate = object({
  embed_origin: v.string('Must be an origin.'),
  user_identifier: v.optional(line(256)),
  expires_after: v.optional(v.pipe(integer, between(1, 3600)), 3600),
})
export const sessionRevoke = object({ token: v.string() })
export const listQuery = object({ limit: v.optional(counted(1, 100), '50'), offset: v.optional(counted(0, 1e9), '0') })
export const loadQuery = object({ id, limit: v.optional(counted(1, 200), '50'), before_seq: seq, after_seq: seq })
export const titled = object({ id, title: v.optional(line(200)) })
export const rated = object({ id, feedback: v.picklist(['success', 'failure'], 'Must be "success" or "failure".') })

const part = v.object(
  { type: v.string('Must be the type of a part.'), text: v.optional(v.unknown()) },
  'Must be a part.',
)
const parts = list(part, MOST_IN_HISTORY, 'Must be a list of parts.')
const message = v.object(
  {
    role: v.picklist(['system', 'developer', 'user', 'assistant', 'tool', 'function'], 'Must be a role.'),
    content: v.optional(v.nullable(v.union([v.string(), parts], 'Must be text or a list of parts.'))),
  },
  'Must be a message.',
)
export const completion = object({
  model: v.optional(line(256)),
  messages: v.pipe(
    list(message, MOST_IN_HISTORY, 'Must be a list of messages.'),
    v.check(messages => said(messages).at(-1)?.role === 'user', 'The last message must be of the user.'),
  ),
  stream: v.optional(v.nullable(v.boolean('Must be true or false.')), false),
  // Whoever parses the answer must not be given prose, nor the visitor a chat with a program’s question.
  response_format: v.optional(v.nullable(v.object({ type: v.literal('text', 'Only text can be answered.') }))),
})

type CompletionMessage = v.InferOutput<typeof message>

/** What was said: a page gives no instructions, and its tools are not ours. */
export const said = (messages: readonly CompletionMessage[]) =>
  messages.flatMap(({ role, content }) => {
    if (role !== 'user' && role !== 'assistant') return []
    const asked = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? [])
    const text = asked.map(entry => (entry.type === 'text' && typeof entry.text === 'string' ? entry.text : ''))
    return [{ role, parts: asked, text: text.join('\n\n') }]
  })
