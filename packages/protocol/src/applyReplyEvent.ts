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
    case 'reasoning-start':
      return open(state, event)
    case 'text-delta':
    case 'reasoning-delta':
      return append(state, event)
    case 'text-end':
    case 'reasoning-end':
      return close(state, event)
    case 'source-url':
    case 'source-document':
    case 'file':
      return add(state, event)
    case 'tool-input-start':
    case 'tool-input-available':
    case 'tool-input-error':
    case 'tool-approval-request':
    case 'tool-output-available':
    case 'tool-output-error':
      return setTool(state, event)
    case 'tool-input-delta': // half a JSON document helps nobody; `tool-input-available` brings it whole
    case 'start-step':
    case 'finish-step':
      return state
    case 'message-metadata':
      return withMetadata(state, event.messageMetadata)
    case 'finish':
      return end(withMetadata(state, event.messageMetadata), 'complete')
    case 'abort':
      return end(state, 'stopped')
    case 'error':
      return endWithError(state, event)
    default:
      return isDataEvent(event) ? setData(state, event) : state
  }
}

type DataEvent = Extract<ReplyEvent, { transient?: boolean }>
type WrittenPart = Extract<Part, { type: 'text' | 'reasoning' }>
type WrittenEvent = Extract<ReplyEvent, { type: `${'text' | 'reasoning'}-${'start' | 'delta' | 'end'}` }>
type DeltaEvent = Extract<WrittenEvent, { delta: string }>
type ToolEvent = Extract<ReplyEvent, { type: keyof typeof toolStates }>
type ErrorEvent = Extract<ReplyEvent, { type: 'error' }>
type ToolPart = Extract<Part, { toolCallId: string }>

const toolStates = {
  'tool-input-start': 'input-streaming',
  'tool-input-available': 'input-available',
  'tool-input-error': 'input-error',
  'tool-approval-request': 'approval-requested',
  'tool-output-available': 'output-available',
  'tool-output-error': 'output-error',
} as const satisfies Record<string, ToolPart['state']>

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

/** Text and reasoning are written alike, each under its own ids. */
const kindOf = (event: WrittenEvent) => event.type.split('-')[0] as 'text' | 'reasoning'
const keyOf = (event: WrittenEvent) => `${kindOf(event)}:${event.id}`

function open(state: ReplyState, event: WrittenEvent): ReplyState {
  const index = state.message.parts.length
  return { ...add(state, { type: kindOf(event), text: '' }), open: { ...state.open, [keyOf(event)]: index } }
}

function append(state: ReplyState, event: DeltaEvent): ReplyState {
  const index = state.open[keyOf(event)]
  // A delta without its start still holds text of the answer: dropping it would lose words.
  if (index === undefined) return append(open(state, event), event)
  const part = state.message.parts[index] as WrittenPart
  return replaceAt(state, index, { ...part, text: part.text + event.delta })
}

function close(state: ReplyState, event: WrittenEvent): ReplyState {
  const { [keyOf(event)]: _, ...rest } = state.open
  return { ...state, open: rest }
}

function setTool(state: ReplyState, { type, ...event }: ToolEvent): ReplyState {
  const { toolCallId, input, output, errorText } = event as Partial<ToolPart> & { toolCallId: string }
  const name = 'toolName' in event ? event.toolName : 'unknown'
  const change = {
    state: toolStates[type],
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(errorText !== undefined && { errorText }),
  }
  const index = state.message.parts.findIndex(part => isToolPart(part) && part.toolCallId === toolCallId)
  if (index < 0) return add(state, { type: `tool-${name}`, toolCallId, ...change })
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
