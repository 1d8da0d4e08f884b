import {
  conversationsDelete,
  conversationsGet,
  conversationsList,
  conversationsUpdate,
} from '../operations/conversations.ts'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { replyRead } from '../operations/replyRead.ts'
import { wantsEventStream } from './http/eventStream.ts'
import { idempotencyKey } from './http/idempotencyKey.ts'
import { validate } from './http/validate.ts'
import { readSessionJson } from './readSessionJson.ts'
import { replyStream } from './replyStream.ts'
import { json, noContent, senderOf, sessionRoute, type Route } from './Route.ts'
import { conversationCreate, conversationsQuery, conversationUpdate } from './schemas.ts'

const path = '/v1/conversations/{conversationId}'

export const conversationsRoutes: Route[] = [
  sessionRoute(['GET', '/v1/conversations', 'conversations.list'], async ({ context, query }, { visitorId }) =>
    json(await conversationsList(context, visitorId, validate(conversationsQuery, query))),
  ),
  sessionRoute(['POST', '/v1/conversations', 'conversations.create'], async (call, session) => {
    const { context, request } = call
    const key = idempotencyKey(request)
    const input = validate(conversationCreate, await readSessionJson(call))
    const { conversation, runId } = await conversationsCreate(context, senderOf(call, session), input, key)
    if (runId === undefined || !wantsEventStream(request)) return json(conversation, 201)
    return replyStream(call, session, await replyRead(context, session.visitorId, runId))
  }),
  sessionRoute(['GET', path, 'conversations.get'], async ({ context, params }, { visitorId }) =>
    json(await conversationsGet(context, visitorId, params['conversationId']!)),
  ),
  sessionRoute(['PATCH', path, 'conversations.update'], async (call, { visitorId }) => {
    const { context, params } = call
    const { title } = validate(conversationUpdate, await readSessionJson(call))
    return json(await conversationsUpdate(context, visitorId, params['conversationId']!, title))
  }),
  sessionRoute(['DELETE', path, 'conversations.delete'], async ({ context, params }, { visitorId }) => {
    await conversationsDelete(context, visitorId, params['conversationId']!)
    return noContent()
  }),
]
