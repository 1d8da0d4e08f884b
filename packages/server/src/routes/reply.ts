import { replyResume, replyStop } from '../operations/replyRead.ts'
import { validate } from './http/validate.ts'
import { readSessionJson } from './readSessionJson.ts'
import { replyStream } from './replyStream.ts'
import { json, noContent, sessionRoute, type Route } from './Route.ts'
import { stopRequest } from './schemas.ts'

export const replyRoutes: Route[] = [
  sessionRoute(['GET', '/v1/conversations/{conversationId}/stream', 'reply.resume'], async (call, session) => {
    const lastEventId = call.request.headers.get('last-event-id') ?? undefined
    const reading = await replyResume(call.context, session.visitorId, call.params['conversationId']!, lastEventId)
    return reading ? replyStream(call, session, reading) : noContent()
  }),
  sessionRoute(['POST', '/v1/conversations/{conversationId}/stop', 'reply.stop'], async (call, { visitorId }) => {
    const { context, params } = call
    const body = validate(stopRequest, await readSessionJson(call))
    return json({ message: await replyStop(context, visitorId, params['conversationId']!, body?.runId) })
  }),
]
