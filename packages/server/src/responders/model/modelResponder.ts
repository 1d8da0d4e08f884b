import type { ReplyEvent } from '@parley/protocol'
import { streamText, type LanguageModel, type TextStreamPart, type ToolSet } from 'ai'
import type { DocsDocument } from '../docs/DocsDocument.ts'
import { docsIndex } from '../docs/docsIndex.ts'
import { docsSections } from '../docs/docsSections.ts'
import { sourceEvents } from '../docs/sourceEvents.ts'
import type { Responder } from '../Responder.ts'
import { ResponderError } from '../ResponderError.ts'
import { asLanguageModel, type LanguageModel4 } from './asLanguageModel.ts'
import { describeFailure } from './describeFailure.ts'
import { modelMessages } from './modelMessages.ts'
import { systemPrompt } from './systemPrompt.ts'
import { withDeadlines } from './withDeadlines.ts'

export interface ModelResponderOptions {
  /** A model of any provider of the AI SDK 5, 6 or 7, such as `openai('…')`. */
  model: Exclude<LanguageModel, string> | LanguageModel4
  /** What the assistant is and does; a character's own instructions follow it. */
  instructions?: string
  /** Answers take the passages that fit the question as context, and name them as sources. */
  documents?: readonly DocsDocument[]
  /** Where documents without a `url` are on the web. Default: `/docs/`. */
  baseUrl?: string
  /** Cap on the answer, and, four characters to a token, on what is taken of a model that ignores it. Default: 2048. */
  maxOutputTokens?: number
  /** Cap on what is sent of the conversation, newest first. Default: 48 000 characters. */
  maxHistoryCharacters?: number
  /** Wait for the first token. Default: 60 000. */
  firstTokenTimeoutMs?: number
  /** Silence between tokens. Default: 30 000. */
  silenceTimeoutMs?: number
  /** The whole answer, so that a slow drip ends as well. Default: 300 000. */
  timeoutMs?: number
  /** Tries again before the first token. Default: 1. */
  maxRetries?: number
}

const PASSAGES = 4

/** Answers with a language model. What goes wrong upstream ends the reply as an `error` event, never as silence. */
export function modelResponder(options: ModelResponderOptions): Responder {
  const { documents = [], baseUrl = '/docs/', maxOutputTokens = 2048, maxRetries = 1 } = options
  const { firstTokenTimeoutMs = 60_000, silenceTimeoutMs = 30_000, timeoutMs = 300_000 } = options
  const model = asLanguageModel(options.model)
  const index = documents.length > 0 ? docsIndex(docsSections(documents, baseUrl)) : undefined

  return async function* answer({ messages, text, character, signal }): AsyncIterable<ReplyEvent> {
    const passages = index?.search(text).slice(0, PASSAGES) ?? []
    const sections = passages.filter(({ score }) => score > passages[0]!.score * 0.3).map(({ section }) => section)
    const aborter = new AbortController()
    const { fullStream } = streamText({
      model,
      system: systemPrompt({ instructions: options.instructions, character, sections }),
      messages: modelMessages(messages, options.maxHistoryCharacters ?? 48_000),
      maxOutputTokens,
      maxRetries,
      abortSignal: AbortSignal.any([signal, aborter.signal]),
      // The SDK's own writes to the console, prompts included; failures come as parts of the stream.
      onError: () => {},
    })
    const timed = withDeadlines(fullStream, { firstTokenTimeoutMs, silenceTimeoutMs, timeoutMs, isToken }, aborter)

    let rest = maxOutputTokens * 4
    let finishReason: string | undefined
    for await (const part of described(timed)) {
      if (signal.aborted) return
      if (part.type === 'error') throw describeFailure(part.error)
      if (part.type === 'finish') finishReason = finishOf(part)
      const event = asEvent(part)
      if (!event) continue
      if (!('delta' in event)) {
        yield event
        continue
      }
      yield { ...event, delta: clip(event.delta, rest) }
      rest -= event.delta.length
      if (rest > 0) continue
      finishReason = 'length'
      aborter.abort()
      break
    }
    if (signal.aborted) return
    if (finishReason === undefined) throw new ResponderError('bad_gateway', 'The model broke off its answer.')

    yield* sourceEvents(sections)
    yield { type: 'finish', finishReason }
  }
}

async function* described(parts: AsyncIterable<Part>): AsyncIterable<Part> {
  try {
    yield* parts
  } catch (error) {
    throw describeFailure(error)
  }
}

type Part = TextStreamPart<ToolSet>
type DeltaEvent = Extract<ReplyEvent, { type: 'text-delta' | 'reasoning-delta' }>

const isToken = ({ type }: Part): boolean => type === 'text-delta' || type === 'reasoning-delta'

/** A provider that saw no end says `interrupted`, up to AI SDK 6 `other` without a word of its own: the answer was cut. */
function finishOf({ finishReason, rawFinishReason }: Extract<Part, { type: 'finish' }>): string | undefined {
  if (finishReason === 'error') throw new ResponderError('bad_gateway', 'The model ended with an error.')
  const isCut =
    (finishReason as string) === 'interrupted' || (finishReason === 'other' && rawFinishReason === undefined)
  return isCut ? undefined : finishReason
}

function asEvent(part: Part): ReplyEvent | undefined {
  switch (part.type) {
    case 'text-start':
    case 'text-end':
    case 'reasoning-start':
    case 'reasoning-end':
      return { type: part.type, id: part.id }
    case 'text-delta':
    case 'reasoning-delta':
      return { type: part.type, id: part.id, delta: part.text } satisfies DeltaEvent
    case 'source':
      return part.sourceType === 'url'
        ? { type: 'source-url', sourceId: part.id, url: part.url, ...(part.title && { title: part.title }) }
        : undefined
    default:
      return undefined
  }
}

/** At most so many characters, and no half of one. */
const clip = (text: string, length: number): string =>
  text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
