import { messagesFeedback, messagesList } from '../operations/messages.ts'
import { messagesRegenerate, messagesSend } from '../operations/messagesSend.ts'
import { replyMessage, replyRead } from '../operations/replyRead.ts'
import type { SessionToken } from '../storage/Storage.ts'
import { wantsEventStream } from './http/eventStream.ts'
import { idempotencyKey } from './http/idempotencyKey.ts'
import { validate } from './http/validate.ts'
import { readSessionJson } from './readSessionJson.ts'
import { replyStream } from './replyStream.ts'
import { json, noContent, senderOf, sessionRoute, type Call, type Route } from './Route.ts'
import { feedbackUpdate, messageSend, messagesQuery } from './schemas.ts'

const path = '/v1/conversations/{conversationId}/messages'

/** The reply as it is written, or its message when it is done. */
async function answer(call: Call, session: SessionToken, runId: string): Promise<Response> {
  const { context, request } = call
  if (wantsEventStream(request)) return replyStream(call, session, await replyRead(context, session.visitorId, runId))
  return json({ message: await replyMessage(context, session.visitorId, runId) })
}

export const messagesRoutes: Route[] = [
  sessionRoute(['GET', path, 'messages.list'], async ({ context, params, query }, { visitorId }) =>
    json(await messagesList(context, visitorId, params['conversationId']!, validate(messagesQuery, query))),
  ),
  sessionRoute(['POST', path, 'messages.send'], async (call, session) => {
    const { context, request, params } = call
    const key = idempotencyKey(request)
    const input = validate(messageSend, await readSessionJson(call))
    const { runId } = await messagesSend(context, senderOf(call, session), params['conversationId']!, input, key)
    return answer(call, session, runId)
  }),
  sessionRoute(['POST', `${path}/{messageId}/regenerate`, 'messages.regenerate'], async (call, session) => {
    const { context, request, params } = call
    const { conversationId, messageId } = params
    const key = idempotencyKey(request)
    const { runId } = await messagesRegenerate(context, senderOf(call, session), conversationId!, messageId!, key)
    return answer(call, session, runId)
  }),
  sessionRoute(['PUT', `${path}/{messageId}/feedback`, 'messages.feedback'], async (call, { visitorId }) => {
    const { context, params } = call
    const input = validate(feedbackUpdate, await readSessionJson(call))
    await messagesFeedback(context, visitorId, params['conversationId']!, params['messageId']!, input)
    return noContent()
  }),
]
