import { isTerminal, type Message, type ReplyEvent, type TerminalEvent } from '@parley/protocol'
import type { StoredRun } from '../../storage/Storage.ts'
import { createRunLog, dataOf, splitEvents, type RunLog } from './runLog.ts'

/** The log of a run that has ended, as it was stored; for one whose events are no longer kept, as its message tells it. */
export function storedRunLog(stored: StoredRun): RunLog {
  const log = createRunLog(
    stored.run.id,
    stored.chunks.flatMap(({ text }) => splitEvents(text)),
  )
  endLog(log, stored)
  return log
}

/** Ends a log that has what is stored of its events: a process that is gone told no end, and perhaps nothing at all. */
export function endLog(log: RunLog, stored: StoredRun): void {
  if (log.length === 0) retell(log, stored)
  log.end(hasEnd(log) ? undefined : endOf(stored.message))
}

function hasEnd(log: RunLog): boolean {
  const data = dataOf(log.take(log.length - 1).text)!
  return isTerminal(JSON.parse(data) as ReplyEvent)
}

/** The deltas merged, the message the same. */
function retell(log: RunLog, { run, message }: StoredRun): void {
  const write = (event: ReplyEvent) => log.append(log.encode(event))
  const { createdAt } = message.metadata
  write({
    type: 'start',
    messageId: message.id,
    messageMetadata: { createdAt, status: 'streaming' },
    runId: run.id,
    conversationId: run.conversationId,
  })
  message.parts.forEach((part, index) => partEvents(part, String(index)).forEach(write))
}

/** The event that ends a message as it ended. */
export function endOf({ metadata: { status, errorCode } }: Message): TerminalEvent {
  if (status === 'complete') return { type: 'finish', finishReason: 'stop', messageMetadata: { status } }
  if (status === 'stopped') return { type: 'abort', reason: 'stopped' }
  const code = status === 'failed' ? (errorCode ?? 'responder_failed') : 'stream_interrupted'
  return { type: 'error', errorText: 'This reply did not finish.', code }
}

function partEvents(part: Message['parts'][number], id: string): ReplyEvent[] {
  if (part.type === 'text' && 'text' in part)
    return [
      { type: 'text-start', id },
      { type: 'text-delta', id, delta: part.text },
      { type: 'text-end', id },
    ]
  if (part.type === 'reasoning' && 'text' in part)
    return [
      { type: 'reasoning-start', id },
      { type: 'reasoning-delta', id, delta: part.text },
      { type: 'reasoning-end', id },
    ]
  if ('toolCallId' in part) return toolEvents(part)
  return [part]
}

function toolEvents(part: Extract<Message['parts'][number], { toolCallId: string }>): ReplyEvent[] {
  const { toolCallId, state, input, output, errorText = '' } = part
  const toolName = part.type.slice('tool-'.length)
  if (state === 'input-streaming') return [{ type: 'tool-input-start', toolCallId, toolName }]
  const available: ReplyEvent = { type: 'tool-input-available', toolCallId, toolName, input }
  if (state === 'approval-requested')
    return [available, { type: 'tool-approval-request', toolCallId, approvalId: toolCallId }]
  if (state === 'output-available') return [available, { type: 'tool-output-available', toolCallId, output }]
  if (state === 'output-error') return [available, { type: 'tool-output-error', toolCallId, errorText }]
  return [available]
}
