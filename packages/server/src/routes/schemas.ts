import * as v from 'valibot'
import { MOST_ERRORS } from './http/validate.ts'

const MAX_TEXT_BYTES = 32 * 1024
const encoder = new TextEncoder()

/** What a missing field is told as. */
export const REQUIRED = 'Is required.'

const broken = /\0|\p{Surrogate}/gu

/** Text that every database keeps. */
export const isClean = (text: string): boolean => text.search(broken) < 0
export const cleaned = (text: string): string => text.replaceAll(broken, '')

export const cleanText = v.pipe(v.string('Must be text.'), v.check(isClean, 'Holds NUL or broken characters.'))

/** By code point, as JSON Schema counts. */
const atMost = (most: number) =>
  v.check(
    (text: string) => text.length <= most || (text.length <= 2 * most && Array.from(text).length <= most),
    `At most ${most} characters.`,
  )

export const line = (maxLength: number) =>
  v.pipe(
    cleanText,
    v.check(text => text.trim() !== '', 'Must not be empty.'),
    atMost(maxLength),
  )

/** Valibot's own takes a list for an object. */
export const object = <T extends v.ObjectEntries>(entries: T) =>
  v.pipe(
    v.unknown(),
    v.check(
      value => typeof value === 'object' && value !== null && !Array.isArray(value),
      issue => (issue.input === undefined ? REQUIRED : 'Must be an object.'),
    ),
    v.object(entries, describe),
  )

function describe(issue: v.BaseIssue<unknown>): string {
  return issue.received === 'undefined' ? REQUIRED : 'Must be an object.'
}

/**
 * A list that is measured before its items are looked at, and looked at no further once enough of them are wrong: each
 * is told, and a body has room for very many.
 */
export const list = <T extends v.GenericSchema>(item: T, most: number, message: string) =>
  v.pipe(
    v.unknown(),
    v.check(
      value => Array.isArray(value) && value.length <= most,
      ({ input }) => (Array.isArray(input) ? `At most ${most} entries.` : message),
    ),
    v.rawTransform<unknown, v.InferOutput<T>[]>(({ dataset, addIssue, NEVER }) => {
      const input = dataset.value as unknown[]
      const output: v.InferOutput<T>[] = []
      let wrong = 0
      for (const [key, value] of input.entries()) {
        const result = v.safeParse(item, value)
        if (result.success) output.push(result.output)
        for (const { message, path = [] } of result.issues ?? [])
          addIssue({ message, path: [{ type: 'array', origin: 'value', input, key, value }, ...path] })
        wrong += result.issues?.length ?? 0
        if (wrong >= MOST_ERRORS) break
      }
      return wrong > 0 ? NEVER : output
    }),
  )

/** Of entries where a client sends a conversation along; its body has an end as well. */
export const MOST_IN_HISTORY = 10_000

export const isShortEnough = (text: string): boolean => encoder.encode(text).length <= MAX_TEXT_BYTES

/** A message's text where a protocol has one string for it. */
export const plainText = v.pipe(
  cleanText,
  v.check(text => text.trim() !== '', 'The message is empty.'),
  v.check(isShortEnough, 'The text is longer than 32 kB.'),
)

const textType = v.literal('text', 'Only text parts can be sent.')

/** Parts of a message in another protocol, whose text is taken out of them. */
export const onlyText = list(v.object({ type: textType }), MOST_IN_HISTORY, 'Must be a list of parts.')

const userMessage = object({
  role: v.literal('user', 'Must be "user".'),
  parts: v.pipe(
    list(object({ type: textType, text: cleanText }), 100, 'Must be a list of parts.'),
    v.check(parts => parts.some(part => part.text.trim() !== ''), 'The message is empty.'),
    v.check(
      parts => parts.reduce((bytes, part) => bytes + encoder.encode(part.text).length, 0) <= MAX_TEXT_BYTES,
      'The text is longer than 32 kB.',
    ),
  ),
})

const messageId = v.pipe(v.string('Must be a message id.'), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'Must be a message id.'))

export const chatSessionCreate = object({
  embedOrigin: v.nullable(v.string('Must be an origin, or null.')),
  userIdentifier: v.optional(line(256)),
  expiresAfter: v.optional(
    v.pipe(
      v.number('Must be a number of seconds.'),
      v.integer('Must be a whole number of seconds.'),
      v.minValue(60, 'At least 60 seconds.'),
      v.maxValue(3600, 'At most 3600 seconds.'),
    ),
    900,
  ),
  visitorToken: v.optional(v.pipe(v.string('Must be a visitor token.'), v.maxLength(256, 'Is too long.'))),
})

export const userNamed = object({ userIdentifier: line(256) })

export const conversationCreate = object({
  title: v.optional(line(200)),
  characterId: v.optional(v.string('Must be the id of a character.')),
  message: v.optional(userMessage),
})

export const conversationUpdate = object({ title: line(200) })

export const messageSend = object({ message: userMessage, replaces: v.optional(messageId) })

export const feedbackUpdate = object({
  rating: v.nullable(v.picklist(['up', 'down'], 'Must be "up", "down" or null.')),
  comment: v.optional(v.pipe(cleanText, atMost(2000))),
})

export const stopRequest = v.optional(object({ runId: v.optional(v.string('Must be the id of a run.')) }))

const limit = (byDefault: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,4}$/, 'Must be a number from 1 to 100.'),
      v.transform(Number),
      v.minValue(1, 'Must be a number from 1 to 100.'),
      v.maxValue(100, 'Must be a number from 1 to 100.'),
    ),
    String(byDefault),
  )

const cursor = v.optional(v.pipe(v.string(), v.maxLength(200, 'This cursor was not given by this server.')))

export const conversationsQuery = object({
  limit: limit(20),
  cursor,
  query: v.optional(v.pipe(cleanText, atMost(200))),
})

export const messagesQuery = object({ limit: limit(50), before: cursor })

export const revokeQuery = object({
  forget: v.optional(v.picklist(['true', 'false'], 'Must be true or false.'), 'false'),
})
