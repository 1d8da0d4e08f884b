import type { ReplyEvent } from './types.ts'

/** Header that marks an answer as an AI SDK UI message stream. */
export const UI_MESSAGE_STREAM_HEADER = 'x-vercel-ai-ui-message-stream'

/** Data of the last event of a reply stream. */
export const STREAM_DONE = '[DONE]'

/** An event id of the reply stream, `<runId>.<seq>`; `seq` counts from 1 within the run. */
export const formatEventId = (runId: string, seq: number): string => `${runId}.${seq}`

/** Reads `<runId>.<seq>`; null for anything else. */
export function parseEventId(eventId: string): { runId: string; seq: number } | null {
  const match = /^([A-Za-z0-9_-]{1,64})\.(\d{1,15})$/.exec(eventId)
  return match ? { runId: match[1]!, seq: Number(match[2]) } : null
}

/** Events that end a reply; a stream without one was cut, never finished. */
export const isTerminal = (event: { type: string }): event is { type: 'finish' | 'error' | 'abort' } =>
  event.type === 'finish' || event.type === 'error' || event.type === 'abort'

/** One event's data as a reply event, null for the end mark; unknown types pass. Throws on what is no JSON. */
export const decodeReplyEvent = (data: string): ReplyEvent | null =>
  data === STREAM_DONE ? null : (JSON.parse(data) as ReplyEvent)

/** The session ended, not the reply: its run goes on and can be resumed with another session. */
export const endsSession = (
  event: ReplyEvent,
): event is Extract<ReplyEvent, { type: 'error' }> & { code: 'session_revoked' | 'session_expired' } =>
  event.type === 'error' && !!event.code?.startsWith('session_')
