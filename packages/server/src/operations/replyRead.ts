import { applyReplyEvent, parseEventId, replyStateOf, type Message, type ReplyEvent } from '@parley/protocol'
import { RUN_EVENTS_KEPT_MS, type StoredRun } from '../storage/Storage.ts'
import { ChatProblem, notFound } from './ChatProblem.ts'
import { createRunLog, restoreRunLog, type RunLog } from './runs/runLog.ts'
import type { ActiveRun } from './runs/runRegistry.ts'
import type { ServerContext } from './ServerContext.ts'

const gone = () =>
  new ChatProblem('run_gone', 'This reply can no longer be resumed. Read the messages of the conversation again.')

/** How long another process is waited for. */
const REACH_MS = 3000

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
  if (!stored) throw gone()
  const { chunks, run } = stored
  if (run.status === 'running') return { log: followed(context, visitorId, stored), after: 0 }
  if (chunks.length === 0) return { log: retell(stored), after: 0 }
  return { log: context.runs.restored(runId, () => restoreRunLog(runId, chunks)), after: 0 }
}

/** A run that another process writes. */
function followed({ storage, followed }: ServerContext, visitorId: string, stored: StoredRun): RunLog {
  if (!storage.signals) throw gone()
  return followed.follow(visitorId, stored)
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
  if (lastEventId === undefined) return activeRun(context, visitorId, conversation.activeRunId)
  const position = parseEventId(lastEventId)
  if (!position) throw gone()
  const live = context.runs.get(position.runId)
  const log =
    live?.visitorId === visitorId && live.conversationId === conversationId
      ? live.log
      : await storedLog(context, visitorId, conversationId, position.runId)
  if (!(await reaches(log, position.seq))) throw gone()
  return { log, after: position.seq }
}

async function activeRun(context: ServerContext, visitorId: string, runId: string | undefined) {
  const live = runId === undefined ? undefined : context.runs.get(runId)
  if (live) return { log: live.log, after: 0 }
  const stored = runId !== undefined && context.storage.signals && (await context.storage.findRun(visitorId, { runId }))
  return stored && stored.run.status === 'running' ? { log: followed(context, visitorId, stored), after: 0 } : undefined
}

async function storedLog(context: ServerContext, visitorId: string, conversationId: string, runId: string) {
  const stored = await context.storage.findRun(visitorId, { runId })
  if (stored?.run.conversationId !== conversationId) throw gone()
  if (stored.run.status === 'running') return followed(context, visitorId, stored)
  const isOld = stored.run.endedAt === undefined || stored.run.endedAt <= context.now() - RUN_EVENTS_KEPT_MS
  if (isOld || stored.chunks.length === 0) throw gone()
  const { chunks } = stored
  return context.runs.restored(runId, () => restoreRunLog(runId, chunks))
}

/** A reader may know events that the process which writes has told and not yet stored. */
async function reaches(log: RunLog, seq: number): Promise<boolean> {
  const deadline = Date.now() + REACH_MS
  while (log.length < seq && !log.ended && Date.now() < deadline) await changed(log, deadline - Date.now())
  return log.length >= seq
}

function changed(log: RunLog, ms: number): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer)
      forget()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const forget = log.wait(done)
  })
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
  if (!live && stored.run.status === 'running' && context.storage.signals)
    return stopElsewhere(context, visitorId, stored)
  live?.stop('stopped')
  return replyMessage(context, visitorId, stored.run.id)
}

/** The process that writes is asked to stop; one that does not answer has nothing more to say. */
async function stopElsewhere(context: ServerContext, visitorId: string, stored: StoredRun): Promise<Message> {
  const log = followed(context, visitorId, stored)
  await context.storage.signals?.send({ type: 'stop', runIds: [log.runId] })
  const deadline = Date.now() + REACH_MS
  while (!log.ended && Date.now() < deadline) await changed(log, deadline - Date.now())
  const now = await context.storage.findRun(visitorId, { runId: log.runId })
  if (!now) throw gone()
  if (now.run.status !== 'running') return now.message
  const { state, events } = stoppedState(now)
  await context.storage.saveRun(visitorId, {
    now: context.now(),
    runId: log.runId,
    message: state,
    events,
    ended: 'stopped',
  })
  return (await context.storage.findRun(visitorId, { runId: log.runId }))?.message ?? state
}

function stoppedState({ run, message, chunks }: StoredRun) {
  const log = restoreRunLog(run.id, chunks)
  const abort: ReplyEvent = { type: 'abort', reason: 'stopped' }
  return {
    state: applyReplyEvent(replyStateOf(message), abort).message,
    events: { first: log.length + 1, text: log.encode(abort) },
  }
}

/** Who waits reads as well, until `left`: a reply that somebody waits for is not one that nobody wants. */
async function waitFor({ log, done }: ActiveRun, left?: AbortSignal): Promise<Message> {
  let isHere = !left?.aborted
  const leave = () => {
    if (isHere) log.readers--
    isHere = false
  }
  if (isHere) log.readers++
  left?.addEventListener('abort', leave)
  return done.finally(() => {
    left?.removeEventListener('abort', leave)
    leave()
  })
}

/** The message of a run when it has ended. */
export async function replyMessage(
  context: ServerContext,
  visitorId: string,
  runId: string,
  left?: AbortSignal,
): Promise<Message> {
  const live = context.runs.get(runId)
  if (live?.visitorId === visitorId) return waitFor(live, left)
  const stored = await context.storage.findRun(visitorId, { runId })
  if (!stored) throw gone()
  if (stored.run.status !== 'running' || !context.storage.signals) return stored.message
  const log = followed(context, visitorId, stored)
  log.readers++
  while (!log.ended) await changed(log, 1000)
  log.readers--
  return replyMessage(context, visitorId, runId)
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
  if (state === 'input-streaming') return [{ type: 'tool-input-start', toolCallId, toolName }]
  const available: ReplyEvent = { type: 'tool-input-available', toolCallId, toolName, input }
  if (state === 'approval-requested')
    return [available, { type: 'tool-approval-request', toolCallId, approvalId: toolCallId }]
  if (state === 'output-available') return [available, { type: 'tool-output-available', toolCallId, output }]
  if (state === 'output-error') return [available, { type: 'tool-output-error', toolCallId, errorText }]
  return [available]
}
