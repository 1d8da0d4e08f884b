import { endsSession } from './replyStream.ts'
import type { Message, MessageMetadata, Part, ReplyEvent } from './types.ts'

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
      return withMessage(withMetadata(state, event.messageMetadata), { id: event.messageId ?? state.message.id })
    case 'source-url':
    case 'source-document':
    case 'file':
      return put(state, -1, event)
    case 'message-metadata':
      return withMetadata(state, event.messageMetadata)
    case 'finish':
      return end(state, { ...event.messageMetadata, status: 'complete' })
    case 'abort':
      return end(state, { status: 'stopped' })
    case 'error':
      if (endsSession(event)) return state
      if (event.code === 'stream_interrupted') return end(state, { status: 'interrupted' })
      return end(state, { status: 'failed', errorCode: event.code ?? 'responder_failed' })
    default:
      if (isWrittenEvent(event)) return write(state, event)
      // Not `tool-input-delta`: half a JSON document helps nobody; `tool-input-available` brings it whole.
      if (isToolEvent(event)) return setTool(state, event)
      return isDataEvent(event) && !event.transient ? setData(state, event) : state
  }
}

type DataEvent = Extract<ReplyEvent, { transient?: boolean }>
type WrittenPart = Extract<Part, { type: 'text' | 'reasoning' }>
type WrittenEvent = Extract<ReplyEvent, { type: `${'text' | 'reasoning'}-${'start' | 'delta' | 'end'}` }>
type ToolEvent = Exclude<Extract<ReplyEvent, { type: `tool-${string}` }>, { type: 'tool-input-delta' }>
type ToolPart = Extract<Part, { toolCallId: string }>

const isWrittenEvent = (event: ReplyEvent): event is WrittenEvent =>
  /^(text|reasoning)-(start|delta|end)$/.test(event.type)
const isToolEvent = (event: ReplyEvent): event is ToolEvent =>
  /^tool-(input-start|(in|out)put-(available|error)|approval-request)$/.test(event.type)
const isDataEvent = (event: { type: string }): event is DataEvent => event.type.startsWith('data-')

const withMessage = (state: ReplyState, change: Partial<Message>): ReplyState => ({
  ...state,
  message: { ...state.message, ...change },
})

const withMetadata = (state: ReplyState, change: Partial<MessageMetadata> | undefined): ReplyState =>
  withMessage(state, { metadata: { ...state.message.metadata, ...change } })

const end = (state: ReplyState, change: Partial<MessageMetadata>): ReplyState =>
  withMetadata({ ...state, open: {}, ended: true }, change)

/** A part in its place, or at the end for an index of -1. */
const put = (state: ReplyState, index: number, part: Part): ReplyState => {
  const parts = [...state.message.parts]
  parts[index < 0 ? parts.length : index] = part
  return withMessage(state, { parts })
}

/** Text and reasoning are written alike, each under its own ids. */
function write(state: ReplyState, event: WrittenEvent): ReplyState {
  const [type, verb] = event.type.split('-') as ['text' | 'reasoning', string]
  const key = `${type}:${event.id}`
  const { [key]: known, ...open } = state.open
  if (verb === 'end') return { ...state, open }
  const { parts } = state.message
  // A delta without its start still holds text of the answer: dropping it would lose words.
  const index = verb === 'start' ? parts.length : (known ?? parts.length)
  const text = ((parts[index] as WrittenPart | undefined)?.text ?? '') + ((event as { delta?: string }).delta ?? '')
  return { ...put(state, index, { ...parts[index], type, text }), open: { ...open, [key]: index } }
}

/** The AI SDK's states: `tool-output-error` makes `output-error`; what has begun, is asked or has bad input has another name. */
const toolStateOf = ({ type }: ToolEvent) =>
  type
    .slice('tool-'.length)
    .replace('start', 'streaming')
    .replace('request', 'requested')
    .replace('input-e', 'output-e') as ToolPart['state']

function setTool(state: ReplyState, event: ToolEvent): ReplyState {
  const { toolCallId, toolName = 'unknown' } = event as { toolCallId: string; toolName?: string }
  const index = state.message.parts.findIndex(part => (part as Partial<ToolPart>).toolCallId === toolCallId)
  const known = { type: `tool-${toolName}`, toolCallId, ...state.message.parts[index] }
  const part: Record<string, unknown> = { ...known, state: toolStateOf(event) }
  for (const name of ['input', 'output', 'errorText'])
    if (name in event) part[name] = (event as Record<string, unknown>)[name]
  return put(state, index, part as ToolPart)
}

function setData(state: ReplyState, event: DataEvent): ReplyState {
  const { transient: _, ...part } = event
  const { type, id } = part
  return put(
    state,
    state.message.parts.findIndex(other => id !== undefined && other.type === type && other.id === id),
    part,
  )
}
