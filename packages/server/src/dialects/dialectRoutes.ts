import { decodeReplyEvent, type EventEncoder, type Message } from '@parley/protocol'
import { ChatProblem, notFound } from '../operations/ChatProblem.ts'
import { replyMessage, replyRead, type ReplyReading } from '../operations/replyRead.ts'
import { dataOf, type RunLog } from '../operations/runs/runLog.ts'
import { withinSession } from '../operations/withinSession.ts'
import { requireSession } from '../routes/authenticate.ts'
import { eventStream } from '../routes/http/eventStream.ts'
import { idempotencyKey } from '../routes/http/idempotencyKey.ts'
import { newestEntries } from '../routes/http/newestEntries.ts'
import { readJson } from '../routes/http/readJson.ts'
import { openReplyStream } from '../routes/replyStream.ts'
import { json, noContent, type Call, type Route } from '../routes/Route.ts'
import { authenticateDialect, mintWith, type Caller } from './authenticateDialect.ts'
import type { Asked, Dialect, DialectRoute } from './Dialect.ts'
import { dialectOperations, type DialectCall, type Reply } from './dialectOperations.ts'
import { translateStream } from './translateStream.ts'

const MB = 1024 * 1024
/** Of a body that carries a whole conversation, the older messages of which are not held. */
export const HISTORY_BYTES = 16 * MB

/** The routes of a dialect's table: the same sessions, origins, limits and ownership as the native ones. */
export const dialectRoutes = (dialect: Dialect): Route[] =>
  dialect.routes.map(row => {
    const { method, path, operation, access = 'visitor', refuse = dialect.refuse } = row
    return {
      method,
      path,
      operation: `${dialect.name}:${operation}`,
      ...(refuse && { refuse }),
      handle: call =>
        answer(dialect, row, {
          ...call,
          credential: dialect.credential(call.request.headers, access) ?? '',
          ...(dialect.credentialName && { credentialName: dialect.credentialName(access) }),
        }),
    }
  })

async function answer(dialect: Dialect, row: DialectRoute, call: Call): Promise<Response> {
  const caller = await authenticateDialect(call, row.access ?? 'visitor')
  const asked = await readAsked(call, caller, row.hasHistory)
  const { sender, session } = caller
  const conversation = await findConversation(call, row, asked, sender.visitorId)
  const key = row.operation === 'messages.send' ? idempotencyKey(call.request) : undefined
  const dialectCall: DialectCall = {
    context: session ? withinSession(call.context, session) : call.context,
    dialect: dialect.name,
    sender,
    mint: mintWith(call, () => call.request),
    ...(conversation && { conversation }),
    ...(key !== undefined && { repeatable: { key, body: [call.params, asked.body] } }),
  }
  const operation = dialectOperations[row.operation] as (call: DialectCall, input: unknown) => Promise<unknown>
  const output = await operation(dialectCall, row.read?.(asked))

  const stream = async (reading: ReplyReading, events: EventEncoder) => {
    const native = await openReplyStream(call.context, session, reading)
    return eventStream(translateStream(native, events), dialect.isUiMessageStream ?? false)
  }
  if (isReading(output)) {
    const events = row.events?.({ conversationId: conversation!.id, runId: output.log.runId }, asked)
    if (events) return stream(output, events)
  }
  if (!isReply(output)) return written(row, row.write?.(output as never, asked))
  const events = row.events?.(output, asked)
  if (events) return stream(await replyRead(call.context, sender.visitorId, output.runId), events)
  const { log } = await replyRead(call.context, sender.visitorId, output.runId)
  const message = await replyMessage(call.context, sender.visitorId, output.runId, call.request.signal)
  const done = { ...output, message: whole(message, row.tellsStop), ...finishReasonOf(log) }
  return written(row, row.write?.(done, asked))
}

async function findConversation({ context }: Call, row: DialectRoute, asked: Asked, visitorId: string) {
  if (!row.conversation) return undefined
  for (const key of [row.conversation(asked)].flat()) {
    const found = await context.storage.getConversation(visitorId, key)
    if (found) return found
  }
  if (!row.mayBeNew) throw notFound('conversation')
  return undefined
}

/** The body may take its time, so a session that ended meanwhile is refused. What is wrong with it is told last. */
async function readAsked(call: Call, { session, isNew }: Caller, hasHistory = false): Promise<Asked> {
  const { request, query, params } = call
  const { headers } = request
  if (!request.body && !request.bodyUsed) return { body: undefined, query, params, headers }
  const body = hasHistory ? readJson(request, HISTORY_BYTES, newestEntries(2 * MB, 2.5 * MB)) : readJson(request)
  const read = await body.then(
    value => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
  if (session && !isNew) await requireSession(call)
  return {
    get body() {
      return read()
    },
    query,
    params,
    headers,
  }
}

const written = (row: DialectRoute, value: unknown): Response =>
  value === undefined ? noContent() : json(value, row.status ?? 200)

const isReply = (output: unknown): output is Reply =>
  typeof output === 'object' && output !== null && 'runId' in output && 'conversationId' in output

const isReading = (output: unknown): output is ReplyReading =>
  typeof output === 'object' && output !== null && 'log' in output

/** Why the assistant ended, where the stream of the same reply would tell. */
function finishReasonOf(log: RunLog) {
  const last = log.length === 0 ? undefined : dataOf(log.take(log.length - 1).text)
  const event = last === undefined ? null : decodeReplyEvent(last)
  return event?.type === 'finish' && event.finishReason !== undefined && { finishReason: event.finishReason }
}

/** Where a protocol has no word for half an answer, it is none. */
function whole(message: Message, tellsStop = false): Message {
  const { status } = message.metadata
  if (status === 'stopped' && !tellsStop)
    throw new ChatProblem('responder_failed', 'The reply was stopped before its end.')
  if (status === 'failed' || status === 'interrupted')
    throw new ChatProblem('responder_failed', 'The assistant could not finish this reply.')
  return message
}
