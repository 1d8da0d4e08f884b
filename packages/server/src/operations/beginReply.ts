import { messageText, type Conversation, type Message, type MessageStatus, type ReplyEvent } from '@parley/protocol'
import type { BeginRun, Storage } from '../storage/Storage.ts'
import { asConversation } from './asConversation.ts'
import { ChatProblem, closing, notFound } from './ChatProblem.ts'
import { rateLimited, sendCounts, type Sender } from './Limits.ts'
import { randomId } from './randomId.ts'
import { createRunLog } from './runs/runLog.ts'
import { prepareRun } from './runs/startRun.ts'
import type { ServerContext } from './ServerContext.ts'
import { sha256 } from './sha256.ts'

const IDEMPOTENCY_MS = 24 * 3_600_000
const HISTORY = 100

export interface ReplyRequest {
  /** Names the operation for the idempotency key. */
  operation: string
  idempotencyKey?: string | undefined
  /** What a repeated request must repeat, the ids in its path included. */
  body: unknown
  conversationId: string
  create?: BeginRun['create']
  /** What is asked; a client of a dialect may ask with an assistant's words, which are then marked as a client's. */
  userMessage?: Pick<Message, 'role' | 'parts'>
  external?: BeginRun['external']
  truncate?: BeginRun['truncate']
  /** The field of the request that names what is truncated. Default: `messageId`. */
  truncateField?: string
}

/**
 * Commits the visitor's message and the run, then starts to write. Answers the run, which may be an earlier one when
 * the idempotency key was used before.
 */
export async function beginReply(
  context: ServerContext,
  sender: Sender,
  request: ReplyRequest,
): Promise<{ runId: string; conversationId: string; conversation?: Conversation }> {
  const { storage, runs, now, instanceId, onError, limits } = context
  const { visitorId } = sender
  const { operation, idempotencyKey: key, userMessage, conversationId } = request
  const bodyHash = key === undefined ? '' : await sha256(JSON.stringify(request.body ?? null))
  if (context.closing) throw closing()
  const at = now()
  const log = createRunLog(randomId('r_'))
  const reply = newMessage('assistant', [], at, 'streaming')
  const asked = userMessage && newMessage(userMessage.role, userMessage.parts, at, 'complete')
  if (asked?.role === 'assistant') asked.metadata.source = 'client'
  const prepared = prepareRun({ ...context, visitorId, conversationId, log, reply, onError })
  runs.add(prepared.run)
  const drop = (): void => {
    prepared.drop()
    runs.remove(log.runId)
  }
  const counts = limits ? sendCounts(sender) : []
  const limited = await limits?.take(counts).catch((error: unknown) => {
    drop()
    throw error
  })
  if (limited && key === undefined) {
    drop()
    throw rateLimited(limited)
  }

  let begun: Awaited<ReturnType<Storage['beginRun']>>
  try {
    begun = await storage.beginRun(visitorId, {
      now: at,
      conversationId,
      reply,
      run: { id: log.runId, instanceId, leaseUntil: at + context.leaseMs },
      ...(limited && { repeatOnly: true }),
      ...(request.create && { create: request.create }),
      ...(request.truncate && { truncate: request.truncate }),
      ...(request.external && { external: request.external }),
      ...(asked && { userMessage: asked }),
      ...(key !== undefined && { idempotency: { operation, key, bodyHash, expiresAt: at + IDEMPOTENCY_MS } }),
    })
  } catch (error) {
    drop()
    // What was told as failed may be committed: nobody writes it, and it would be active until its lease ends.
    if (!(error instanceof ChatProblem)) void abandon(context, visitorId, log.runId, reply).catch(() => {})
    if (!limited) await limits?.giveBack(counts)
    throw error
  }

  if (begun.outcome !== 'begun') {
    drop()
    if (begun.outcome === 'repeated') {
      if (!limited) await limits?.giveBack(counts)
      return { runId: begun.runId, conversationId: begun.conversationId }
    }
    if (begun.outcome === 'exists') {
      if (!limited) await limits?.giveBack(counts)
      const { create: _, ...rest } = request
      return beginReply(context, sender, { ...rest, conversationId: begun.conversationId })
    }
    throw begun.outcome === 'not_repeated' ? rateLimited(limited!) : refusal(begun, request.truncateField)
  }

  const conversation = asConversation(begun.conversation)
  const startEvent: ReplyEvent = {
    type: 'start',
    messageId: reply.id,
    messageMetadata: reply.metadata,
    runId: log.runId,
    conversationId,
    userMessage: begun.userMessage,
    conversation,
  }
  prepared.begin({
    startEvent,
    loadContext: () => loadContext(context, visitorId, conversation, begun.userMessage, reply.id),
  })
  const { observer } = context
  const runId = log.runId
  observer.runBegun?.({ runId })
  const told = (status: MessageStatus, errorCode?: string) =>
    observer.runEnded?.({ runId, status, ...(errorCode !== undefined && { errorCode }), durationMs: now() - at })
  void prepared.run.done
    .finally(() => runs.remove(runId))
    .then(
      ({ metadata: { status, errorCode } }) => told(status, errorCode),
      () => told('interrupted'),
    )
  return { runId, conversationId, conversation }
}

function refusal(
  begun: Exclude<
    Awaited<ReturnType<Storage['beginRun']>>,
    { outcome: 'begun' | 'repeated' | 'exists' | 'not_repeated' }
  >,
  path = 'messageId',
) {
  switch (begun.outcome) {
    case 'run_active':
      return new ChatProblem('run_active', 'A reply is being written. Stop it or wait for its end.', {
        runId: begun.runId,
      })
    case 'idempotency_conflict':
      return new ChatProblem('idempotency_conflict', 'This Idempotency-Key was used with another body.')
    case 'not_replaceable': {
      const message = 'Only a message of the visitor can be replaced, and only a reply to one can be written again.'
      return new ChatProblem('validation_failed', message, { errors: [{ path, message }] })
    }
    default:
      return notFound('conversation or message')
  }
}

const abandon = ({ storage, now }: ServerContext, visitorId: string, runId: string, reply: Message) =>
  storage.saveRun(visitorId, {
    now: now(),
    runId,
    message: { ...reply, metadata: { ...reply.metadata, status: 'interrupted' } },
    ended: 'interrupted',
  })

export function newMessage(
  role: Message['role'],
  parts: Message['parts'],
  at: number,
  status: 'streaming' | 'complete',
): Message {
  return { id: randomId('m_'), role, parts, metadata: { createdAt: new Date(at).toISOString(), status } }
}

async function loadContext(
  { storage, characters }: ServerContext,
  visitorId: string,
  conversation: Conversation,
  message: Message,
  replyId: string,
) {
  const records = (await storage.listMessages(visitorId, conversation.id, { limit: HISTORY })) ?? []
  const character = characters.find(({ id }) => id === conversation.characterId) ?? characters[0]
  return {
    conversation,
    messages: records.map(record => record.message).filter(({ id }) => id !== replyId),
    message,
    text: messageText(message),
    ...(character && { character }),
  }
}
