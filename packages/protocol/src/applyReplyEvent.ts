import type { Message, MessageMetadata, MessageStatus, Part, ReplyEvent } from './types.ts'

/** A reply while it is written. `open` finds the part that a delta belongs to; plain data, never mutated. */
export interface ReplyState {
  message: Message
  open: Readonly<Record<string, number>>
  /** The terminal event has been applied. */
  ended: boolean
}

export function emptyReply(id = '', createdAt = new Date().toISOString()): ReplyState {
  return replyStateOf({ id, role: 'assistant', parts: [], metadata: { createdAt, status: 'streaming' } })
}

export const replyStateOf = (message: Message): ReplyState => ({ message, open: {}, ended: false })

/**
 * The pure reducer from reply events to the message, used by the server to store and by clients to show, so that both
 * hold the same message. Unknown events change nothing. Terminal events set `metadata.status`.
 */
export function applyReplyEvent(state: ReplyState, event: ReplyEvent): ReplyState {
  switch (event.type) {
    case 'start':
      return withMessage(state, {
        ...state.message,
        id: event.messageId ?? state.message.id,
        metadata: { ...state.message.metadata, ...event.messageMetadata },
      })
    case 'text-start':
      return open(state, `text:${event.id}`, { type: 'text', text: '' })
    case 'reasoning-start':
      return open(state, `reasoning:${event.id}`, { type: 'reasoning', text: '' })
    case 'text-delta':
      return append(state, `text:${event.id}`, 'text', event.delta)
    case 'reasoning-delta':
      return append(state, `reasoning:${event.id}`, 'reasoning', event.delta)
    case 'text-end':
      return close(state, `text:${event.id}`)
    case 'reasoning-end':
      return close(state, `reasoning:${event.id}`)
    case 'source-url':
    case 'source-document':
    case 'file':
      return add(state, event)
    case 'tool-input-start':
      return setTool(state, event.toolCallId, event.toolName, { state: 'input-streaming' })
    case 'tool-input-available':
      return setTool(state, event.toolCallId, event.toolName, { state: 'input-available', input: event.input })
    case 'tool-input-error':
      return setTool(state, event.toolCallId, event.toolName, {
        state: 'input-error',
        input: event.input,
        errorText: event.errorText,
      })
    case 'tool-approval-request':
      return setTool(state, event.toolCallId, undefined, { state: 'approval-requested' })
    case 'tool-output-available':
      return setTool(state, event.toolCallId, undefined, { state: 'output-available', output: event.output })
    case 'tool-output-error':
      return setTool(state, event.toolCallId, undefined, { state: 'output-error', errorText: event.errorText })
    case 'message-metadata':
      return withMetadata(state, event.messageMetadata)
    case 'finish':
      return end(withMetadata(state, event.messageMetadata), 'complete')
    case 'abort':
      return end(state, 'stopped')
    case 'error':
      return endWithError(state, event)
    case 'tool-input-delta': // half a JSON document helps nobody; `tool-input-available` brings it whole
    case 'start-step':
    case 'finish-step':
      return state
    default:
      return isDataEvent(event) ? setData(state, event) : state
  }
}

type DataEvent = Extract<ReplyEvent, { transient?: boolean }>
type ErrorEvent = Extract<ReplyEvent, { type: 'error' }>
type ToolPart = Extract<Part, { toolCallId: string }>

const isDataEvent = (event: { type: string }): event is DataEvent => event.type.startsWith('data-')
const isToolPart = (part: Part): part is ToolPart => part.type.startsWith('tool-')

const withMessage = (state: ReplyState, message: Message): ReplyState => ({ ...state, message })
const withParts = (state: ReplyState, parts: Part[]): ReplyState => withMessage(state, { ...state.message, parts })
const add = (state: ReplyState, part: Part): ReplyState => withParts(state, [...state.message.parts, part])

function withMetadata(state: ReplyState, metadata: object | undefined): ReplyState {
  if (!metadata) return state
  return withMessage(state, { ...state.message, metadata: { ...state.message.metadata, ...metadata } })
}

const replaceAt = (state: ReplyState, index: number, part: Part): ReplyState =>
  withParts(state, state.message.parts.with(index, part))

function open(state: ReplyState, key: string, part: Part): ReplyState {
  return { ...add(state, part), open: { ...state.open, [key]: state.message.parts.length } }
}

function append(state: ReplyState, key: string, type: 'text' | 'reasoning', delta: string): ReplyState {
  const index = state.open[key]
  // A delta without its start still holds text of the answer: dropping it would lose words.
  if (index === undefined) return append(open(state, key, { type, text: '' }), key, type, delta)
  const part = state.message.parts[index] as Extract<Part, { type: 'text' | 'reasoning' }>
  return replaceAt(state, index, { ...part, text: part.text + delta })
}

function close(state: ReplyState, key: string): ReplyState {
  const { [key]: _, ...rest } = state.open
  return { ...state, open: rest }
}

function setTool(
  state: ReplyState,
  toolCallId: string,
  toolName: string | undefined,
  change: Omit<ToolPart, 'type' | 'toolCallId'>,
): ReplyState {
  const index = state.message.parts.findIndex(part => isToolPart(part) && part.toolCallId === toolCallId)
  if (index < 0) return add(state, { type: `tool-${toolName ?? 'unknown'}`, toolCallId, ...change })
  return replaceAt(state, index, { ...(state.message.parts[index] as ToolPart), ...change })
}

function setData(state: ReplyState, event: DataEvent): ReplyState {
  if (event.transient) return state
  const { transient: _, ...part } = event
  const index = state.message.parts.findIndex(
    other => other.type === event.type && event.id !== undefined && 'id' in other && other.id === event.id,
  )
  return index < 0 ? add(state, part) : replaceAt(state, index, part)
}

function end(state: ReplyState, status: MessageStatus, extra?: Partial<MessageMetadata>): ReplyState {
  const { message } = state
  return {
    message: { ...message, metadata: { ...message.metadata, status, ...extra } },
    open: {},
    ended: true,
  }
}

function endWithError(state: ReplyState, event: ErrorEvent): ReplyState {
  // The session ended, not the reply: its run goes on and can be resumed with another session.
  if (event.code === 'session_revoked' || event.code === 'session_expired') return state
  if (event.code === 'stream_interrupted') return end(state, 'interrupted')
  return end(state, 'failed', { errorCode: event.code ?? 'responder_failed' })
}
