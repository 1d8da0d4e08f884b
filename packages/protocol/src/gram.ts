import { createTextJoiner, type EventEncoder } from './EventEncoder.ts'
import { isErrorCode } from './isErrorCode.ts'
import { messageText } from './messageText.ts'
import { STREAM_DONE } from './replyStream.ts'
import type { Conversation, Message, ReplyEvent } from './types.ts'

/** Every error of Gram's operations; all six fields are always there. */
export interface GramServiceError {
  name: string
  id: string
  message: string
  temporary: boolean
  timeout: boolean
  fault: boolean
}

/** Answer of `chatSessions.create`. */
export interface GramChatSession {
  client_token: string
  embed_origin: string
  expires_after: number
  status: 'active'
  user_identifier?: string
}

/** A conversation as `chat.list` has it. */
export interface GramChatOverview {
  id: string
  title: string
  num_messages: number
  created_at: string
  updated_at: string
}

/** The answer of Gram's `chat.list`. */
export interface GramChatList {
  chats: GramChatOverview[]
  total: number
}

/** A message in Gram's `chat.load`. */
export interface GramChatMessage {
  id: string
  /** Rising within a conversation; what `before_seq` and `after_seq` take. */
  seq: number
  role: string
  content: string
  model?: string
  finish_reason?: string
  created_at: string
}

/** Answer of `chat.load`: one page of a conversation, oldest message first. */
export interface GramChat extends GramChatOverview {
  messages: GramChatMessage[]
  has_more_before: boolean
  has_more_after: boolean
}

/** A message as `/chat/completions` takes it. */
export interface GramMessage {
  role: string
  /** Null beside the calls of tools. */
  content: string | null
}

/** What `/chat/completions` is asked, as far as Parley uses it. */
export interface GramCompletionRequest {
  model: string
  messages: GramMessage[]
  stream: boolean
}

interface Completion {
  id: string
  created?: number
  model: string
  usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number }
}

/** Answer of `/chat/completions` with `stream: false`. */
export interface GramCompletion extends Completion {
  object: 'chat.completion'
  choices: { index: number; message: GramMessage; finish_reason: string }[]
}

/** Data of one event with `stream: true`; the one with the usage has no choices. */
export interface GramChunk extends Completion {
  object: 'chat.completion.chunk'
  choices: { index: number; delta?: { role?: string; content?: string | null } | null; finish_reason: string | null }[]
}

/** Data of the event that ends a failed stream; no `[DONE]` follows. */
export interface GramStreamError {
  error: { message: string; code?: string | number | null }
}

/** Nobody counted: its clients read the field, and a responder need not be a model. */
const NO_USAGE = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

const secondsOf = (time: string | undefined): number => Math.floor((time ? Date.parse(time) : Date.now()) / 1000)

/**
 * Reply events as OpenAI's chunks: the role, the text, the finish reason, the usage, `[DONE]`. Sources, reasoning and
 * tools have no place there and are left out. A reply that failed, was interrupted or stopped ends with an error.
 */
export function createGramEncoder(model: string): EventEncoder {
  const textOf = createTextJoiner()
  let completion: Omit<GramChunk, 'choices'> = {
    id: '',
    object: 'chat.completion.chunk',
    created: secondsOf(''),
    model,
  }
  const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`
  const chunk = (delta: GramChunk['choices'][number]['delta'], finish_reason: string | null = null) =>
    data({ ...completion, choices: [{ index: 0, delta, finish_reason }] } satisfies GramChunk)
  const failed = (message: string, code: string) =>
    data({ error: { message, type: 'server_error', param: null, code } })
  return {
    comments: true,
    encode(event) {
      const text = textOf(event)
      if (text) return chunk({ content: text })
      switch (event.type) {
        case 'start':
          completion = {
            ...completion,
            id: event.messageId ?? '',
            created: secondsOf(event.messageMetadata?.createdAt),
          }
          return chunk({ role: 'assistant', content: '' })
        case 'finish':
          return (
            chunk({}, toldReason(event.finishReason)) +
            data({ ...completion, choices: [], usage: NO_USAGE } satisfies GramChunk) +
            `data: ${STREAM_DONE}\n\n`
          )
        case 'error':
          return failed(event.errorText, event.code ?? 'responder_failed')
        case 'abort':
          return failed('The reply was stopped before its end.', 'stream_interrupted')
        default:
          return ''
      }
    },
    end: () => '',
  }
}

/** The finish reasons besides `stop`, on both sides but for the sign between their words. */
const isPartial = (reason: string | null | undefined): reason is string =>
  /^(length|content[-_]filter)$/.test(reason ?? '')

const toldReason = (reason: string | undefined): string => (isPartial(reason) ? reason.replace('-', '_') : 'stop')

/**
 * OpenAI's chunks as reply events; null stands for the end of the connection. The reply ends with `[DONE]`, which the
 * original waits for before it stores the answer, or with the connection after a finish reason.
 */
export function createGramDecoder(messageId: string): (event: { data: string } | null) => readonly ReplyEvent[] {
  let begun = false
  let reason: string | null = null
  return event => {
    if (event === null || event.data === STREAM_DONE) {
      const isWhole = begun && (event !== null || reason !== null)
      return isWhole ? [{ type: 'finish', finishReason: isPartial(reason) ? reason.replace('_', '-') : 'stop' }] : []
    }
    const chunk = JSON.parse(event.data) as Partial<GramChunk> & Partial<GramStreamError>
    if (chunk.error) return [errorEvent(chunk.error)]
    const choice = chunk.choices?.[0]
    if (!choice) return []
    const events: ReplyEvent[] = []
    if (!begun) {
      begun = true
      events.push({ type: 'start', messageId: chunk.id || messageId }, { type: 'text-start', id: '0' })
    }
    const text = choice.delta?.content
    if (text) events.push({ type: 'text-delta', id: '0', delta: text })
    if (choice.finish_reason === 'error') return [...events, errorEvent({ message: FAILED })]
    if (choice.finish_reason && !reason) events.push({ type: 'text-end', id: '0' })
    reason ??= choice.finish_reason
    return events
  }
}

const FAILED = 'The assistant could not finish this reply.'

const errorEvent = ({ message, code }: GramStreamError['error']): ReplyEvent => ({
  type: 'error',
  errorText: message || FAILED,
  ...(isErrorCode(code) && { code }),
})

/** A finished reply as a chat completion, OpenAI's form. One that was stopped is not told as whole. */
export const encodeGramCompletion = (message: Message, model: string, finishReason?: string): GramCompletion => ({
  id: message.id,
  object: 'chat.completion',
  created: secondsOf(message.metadata.createdAt),
  model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: messageText(message) },
      finish_reason: message.metadata.status === 'stopped' ? 'error' : toldReason(finishReason),
    },
  ],
  usage: NO_USAGE,
})

/** An answer without a stream as the message that it is. */
export const decodeGramCompletion = (
  { id, created = Date.now() / 1000, choices }: GramCompletion,
  messageId: string,
): Message => ({
  id: id || messageId,
  role: 'assistant',
  parts: [{ type: 'text', text: choices[0]!.message.content ?? '' }],
  metadata: {
    createdAt: new Date(created * 1000).toISOString(),
    status: choices[0]!.finish_reason === 'error' ? 'interrupted' : 'complete',
  },
})

/** A message of ours, as Gram's clients read it. */
export const encodeGramMessage = (message: Message, seq: number): GramChatMessage => {
  const { id, role, metadata } = message
  const { createdAt, status } = metadata
  return {
    id,
    seq,
    role,
    content: messageText(message),
    ...(role === 'assistant' && { finish_reason: status === 'complete' ? 'stop' : 'error' }),
    created_at: createdAt,
  }
}

/** A stored message; null for what a visitor does not read: system and tool messages, and calls of tools. */
export function decodeGramMessage({ id, role, content, created_at, finish_reason }: GramChatMessage): Message | null {
  if ((role !== 'user' && role !== 'assistant') || !content) return null
  const status = finish_reason === 'error' ? 'interrupted' : 'complete'
  return { id, role, parts: [{ type: 'text', text: content }], metadata: { createdAt: created_at, status } }
}

/** A chat of Gram's list as a conversation. */
export const decodeGramChat = ({
  id,
  title,
  num_messages,
  created_at,
  updated_at,
}: GramChatOverview): Conversation => ({
  id,
  title,
  createdAt: created_at,
  updatedAt: updated_at,
  messageCount: num_messages,
})
