import type { ReplyEvent } from '@parley/protocol'
import { distinguishCalls } from './distinguishCalls.ts'

type Delta = Extract<ReplyEvent, { type: 'text-delta' | 'reasoning-delta' }>

/** What is written as it comes. */
const passed = new Set([
  'source-url',
  'source-document',
  'file',
  'tool-input-start',
  'tool-input-delta',
  'tool-input-available',
  'tool-input-error',
  'tool-output-available',
  'tool-output-error',
  'start-step',
])

/** Every event costs as much as parts are open, here and at each reader. */
const OPEN_AT_MOST = 64

/** What an agent says of a call that it asks itself about; the reason is only in the first. */
type AnswerToApproval =
  | { type: 'tool-approval-response'; approvalId: string; reason?: string }
  | { type: 'tool-output-denied'; toolCallId: string }

export interface ReplyNormalizer {
  /** The events to write for one that the responder gave; none for `start`, terminal and unknown ones. */
  push: (event: ReplyEvent | AnswerToApproval) => ReplyEvent[]
  /** The ends of the parts that were left open. */
  end: () => ReplyEvent[]
}

/**
 * Makes any responder's events a stream that strict readers take: `useChat` throws on an unknown type and on a delta
 * without its start. Half a surrogate pair is held until the other half comes, so no cut can store broken text. Where
 * too many parts are open the oldest is ended. A call that an agent has denied by itself has failed: readers know no other end.
 */
export function normalizeReply(): ReplyNormalizer {
  const open = new Map<string, { kind: 'text' | 'reasoning'; id: string; held: string }>()
  const distinguish = distinguishCalls()
  const approvals = new Map<string, string>()
  const reasons = new Map<string, string>()

  const start = (kind: 'text' | 'reasoning', id: string): ReplyEvent[] => {
    if (open.has(`${kind}:${id}`)) return []
    const [oldest] = open.values()
    const ended = oldest && open.size >= OPEN_AT_MOST ? end(oldest.kind, oldest.id) : []
    open.set(`${kind}:${id}`, { kind, id, held: '' })
    return [...ended, { type: `${kind}-start`, id }]
  }

  const end = (kind: 'text' | 'reasoning', id: string): ReplyEvent[] => {
    const part = open.get(`${kind}:${id}`)
    open.delete(`${kind}:${id}`)
    if (!part) return []
    const rest: ReplyEvent[] = part.held ? [{ type: `${kind}-delta`, id, delta: '\ufffd' }] : []
    return [...rest, { type: `${kind}-end`, id }]
  }

  const delta = (kind: 'text' | 'reasoning', event: Delta): ReplyEvent[] => {
    const started = start(kind, event.id)
    const part = open.get(`${kind}:${event.id}`)!
    const text = part.held + asText(event.delta)
    part.held = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : ''
    const ready = wellFormed(part.held ? text.slice(0, -1) : text)
    return ready ? [...started, { type: event.type, id: event.id, delta: ready }] : started
  }

  const endAll = (): ReplyEvent[] => [...open.values()].flatMap(({ kind, id }) => end(kind, id))

  return {
    push(given) {
      const event = distinguish(given)
      switch (event.type) {
        // Its reader forgets there what is open.
        case 'finish-step':
          return [...endAll(), event]
        case 'text-start':
          return start('text', event.id)
        case 'reasoning-start':
          return start('reasoning', event.id)
        case 'text-delta':
          return delta('text', event)
        case 'reasoning-delta':
          return delta('reasoning', event)
        case 'text-end':
          return end('text', event.id)
        case 'reasoning-end':
          return end('reasoning', event.id)
        case 'message-metadata':
          return [{ ...event, messageMetadata: withoutOurs(event.messageMetadata) }]
        case 'tool-approval-request': {
          const request = { approvalId: event.toolCallId, ...event }
          approvals.set(request.approvalId, event.toolCallId)
          return [request]
        }
        case 'tool-approval-response': {
          const toolCallId = approvals.get(event.approvalId)
          if (toolCallId !== undefined && event.reason) reasons.set(toolCallId, event.reason)
          return []
        }
        case 'tool-output-denied': {
          const { toolCallId } = event
          return [{ type: 'tool-output-error', toolCallId, errorText: reasons.get(toolCallId) ?? 'Not approved.' }]
        }
        default:
          return passed.has(event.type) || event.type.startsWith('data-') ? [event] : []
      }
    },
    end: endAll,
  }
}

/** A model's chunk without words has an undefined one where a delta is taken from it. */
const asText = (delta: unknown): string =>
  typeof delta === 'string' ? delta : typeof delta === 'number' ? String(delta) : ''

/** NUL and lone surrogates cannot be stored everywhere. */
const wellFormed = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\ufffd')

/** What the server says of a message; the AI SDK's own examples mean something else by `createdAt`. */
const ours = new Set(['createdAt', 'status', 'errorCode', 'feedback', 'source'])
const withoutOurs = (metadata: object | null): Record<string, unknown> =>
  Object.fromEntries(Object.entries(metadata ?? {}).filter(([name]) => !ours.has(name)))
