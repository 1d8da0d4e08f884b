import { applyReplyEvent, parseEventId, replyStateOf, type Message } from '@parley/protocol'
import { RUN_EVENTS_KEPT_MS, type StoredRun } from '../storage/Storage.ts'
import { ChatProblem, closing, notFound } from './ChatProblem.ts'
import { REACH_MS } from './runs/elsewhere.ts'
import type { RunLog } from './runs/runLog.ts'
import type { ActiveRun } from './runs/runRegistry.ts'
import { storedRunLog } from './runs/storedRunLog.ts'
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
  if (!stored) throw gone()
  if (stored.run.status === 'running') return { log: followed(context, visitorId, stored), after: 0 }
  return { log: context.runs.restored(runId, () => storedRunLog(stored)), after: 0 }
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
  return context.runs.restored(runId, () => storedRunLog(stored))
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
  if (!live && stored.run.status === 'running') return stopElsewhere(context, visitorId, stored)
  live?.stop('stopped')
  return replyMessage(context, visitorId, stored.run.id)
}

/** The process that writes is asked to stop; one that does not answer, or is not there, has nothing more to say. */
async function stopElsewhere(context: ServerContext, visitorId: string, stored: StoredRun): Promise<Message> {
  const { storage } = context
  const runId = stored.run.id
  if (storage.signals) {
    const log = followed(context, visitorId, stored)
    await storage.signals.send({ type: 'stop', runIds: [runId] })
    const deadline = Date.now() + REACH_MS
    while (!log.ended && Date.now() < deadline) await changed(log, deadline - Date.now())
  }
  const now = await storage.findRun(visitorId, { runId })
  if (!now) throw gone()
  if (now.run.status !== 'running') return now.message
  const { message } = applyReplyEvent(replyStateOf(now.message), { type: 'abort', reason: 'stopped' })
  await storage.saveRun(visitorId, { now: context.now(), runId, message, ended: 'stopped' })
  return (await storage.findRun(visitorId, { runId }))?.message ?? message
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
  if (stored.run.status !== 'running') return stored.message
  // Nothing is followed any more, or soon: it would be asked for again and again.
  if (context.closing) throw closing()
  const log = followed(context, visitorId, stored)
  log.readers++
  while (!log.ended) await changed(log, 1000)
  log.readers--
  return replyMessage(context, visitorId, runId)
}
