import { parseEventId, type Message, type ReplyEvent } from '@parley/protocol'
import { RUN_EVENTS_KEPT_MS, type StoredRun } from '../storage/Storage.ts'
import { ChatProblem, notFound } from './ChatProblem.ts'
import { createRunLog, restoreRunLog, type RunLog } from './runs/runLog.ts'
import type { ServerContext } from './ServerContext.ts'

const gone = () =>
  new ChatProblem('run_gone', 'This reply can no longer be resumed. Read the messages of the conversation again.')

/** Where to read: a log, and the number of the last event that the reader has. */
export interface ReplyReading {
  log: RunLog
  after: number
}

/** The run from its start, for the request that began it or repeated it. */
export async function replyRead(context: ServerContext, visitorId: string, runId: string): Promise<ReplyReading> {
  const live = context.runs.get(runId)
  if (live?.visitorId === visitorId) return { log: live.log, after: 0 }
  const stored = await context.storage.findRun(visitorId, { runId })
  if (!stored || stored.run.status === 'running') throw gone()
  const { chunks } = stored
  if (chunks.length === 0) return { log: retell(stored), after: 0 }
  return { log: context.runs.restored(runId, () => restoreRunLog(runId, chunks)), after: 0 }
}

/** Resumes after an event id, or the active run from its start; undefined when none is active. */
export async function replyResume(
  context: ServerContext,
  visitorId: string,
  conversationId: string,
  lastEventId: string | undefined,
): Promise<ReplyReading | undefined> {
  const conversation = await context.storage.getConversation(visitorId, conversationId)
  if (!conversation) throw notFound('conversation')
  if (lastEventId === undefined) {
    const active = conversation.activeRunId && context.runs.get(conversation.activeRunId)
    return active ? { log: active.log, after: 0 } : undefined
  }
  const position = parseEventId(lastEventId)
  if (!position) throw gone()
  const live = context.runs.get(position.runId)
  const log =
    live?.visitorId === visitorId && live.conversationId === conversationId
      ? live.log
      : await storedLog(context, visitorId, conversationId, position.runId)
  if (position.seq > log.length) throw gone()
  return { log, after: position.seq }
}

async function storedLog(context: ServerContext, visitorId: string, conversationId: string, runId: string) {
  const stored = await context.storage.findRun(visitorId, { runId })
  if (stored?.run.conversationId !== conversationId || stored.run.status === 'running') throw gone()
  const isOld = stored.run.endedAt === undefined || stored.run.endedAt <= context.now() - RUN_EVENTS_KEPT_MS
  if (isOld || stored.chunks.length === 0) throw gone()
  const { chunks } = stored
  return context.runs.restored(runId, () => restoreRunLog(runId, chunks))
}

/** Ends the active run, or the named one; answers its message with the text so far. */
export async function replyStop(
  context: ServerContext,
  visitorId: string,
  conversationId: string,
  runId: string | undefined,
): Promise<Message> {
  const stored = await context.storage.findRun(visitorId, runId === undefined ? { conversationId } : { runId })
  if (stored?.run.conversationId !== conversationId) throw notFound('reply')
  const live = context.runs.get(stored.run.id)
  live?.stop('stopped')
  return replyMessage(context, visitorId, stored.run.id)
}

/** The message of a run when it has ended. */
export async function replyMessage(context: ServerContext, visitorId: string, runId: string): Promise<Message> {
  const live = context.runs.get(runId)
  if (live?.visitorId === visitorId) return live.done
  const stored = await context.storage.findRun(visitorId, { runId })
  if (!stored) throw gone()
  return stored.message
}

/** The events of a message whose own are no longer kept: the deltas merged, the message the same. */
function retell({ run, message }: StoredRun): RunLog {
  const log = createRunLog(run.id)
  const write = (event: ReplyEvent) => log.append(log.encode(event))
  const { createdAt, status, errorCode } = message.metadata
  write({
    type: 'start',
    messageId: message.id,
    messageMetadata: { createdAt, status: 'streaming' },
    runId: run.id,
    conversationId: run.conversationId,
  })
  message.parts.forEach((part, index) => partEvents(part, String(index)).forEach(write))
  if (status === 'complete') write({ type: 'finish', finishReason: 'stop', messageMetadata: { status } })
  else if (status === 'stopped') write({ type: 'abort', reason: 'stopped' })
  else
    write({
      type: 'error',
      errorText: 'This reply did not finish.',
      code: status === 'interrupted' ? 'stream_interrupted' : (errorCode ?? 'responder_failed'),
    })
  log.end()
  return log
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
  if (state === 'input-error') return [{ type: 'tool-input-error', toolCallId, toolName, input, errorText }]
  if (state === 'input-streaming') return [{ type: 'tool-input-start', toolCallId, toolName }]
  const available: ReplyEvent = { type: 'tool-input-available', toolCallId, toolName, input }
  if (state === 'approval-requested') return [available, { type: 'tool-approval-request', toolCallId }]
  if (state === 'output-available') return [available, { type: 'tool-output-available', toolCallId, output }]
  if (state === 'output-error') return [available, { type: 'tool-output-error', toolCallId, errorText }]
  return [available]
}
