import { chatSessionsCreate } from '../operations/chatSessionsCreate.ts'
import { chatSessionsRevoke } from '../operations/chatSessionsRevoke.ts'
import { requireMinter, requireSessionThatWas } from './authenticate.ts'
import { clientAddress } from './http/clientAddress.ts'
import { readJson } from './http/readJson.ts'
import { validate } from './http/validate.ts'
import { json, noContent, openRoute, secretRoute, type Route } from './Route.ts'
import { chatSessionCreate, revokeQuery, userNamed } from './schemas.ts'

export const chatSessionsRoutes: Route[] = [
  openRoute(['POST', '/v1/chatSessions', 'chatSessions.create'], async call => {
    const minter = await requireMinter(call)
    const { request, connection, context } = call
    const body = await readJson(request)
    const input = validate(chatSessionCreate, body)
    // The caller's own body was read already, up to its limit: a challenge gets it whole.
    const asked = () =>
      new Request(request.url, { method: 'POST', headers: request.headers, body: JSON.stringify(body) })
    const address = clientAddress(request, connection, context.trustProxy)
    return json(await chatSessionsCreate(context, { ...minter, address, asked }, input), 201)
  }),
  openRoute(['DELETE', '/v1/chatSessions/current', 'chatSessions.revokeCurrent'], async call => {
    const session = await requireSessionThatWas(call)
    const { forget } = validate(revokeQuery, call.query)
    await chatSessionsRevoke(call.context, { sessionId: session.id, forget: forget === 'true' })
    return noContent()
  }),
  secretRoute(['POST', '/v1/chatSessions/revoke', 'chatSessions.revokeAll'], async ({ context, request }) => {
    await chatSessionsRevoke(context, validate(userNamed, await readJson(request)))
    return noContent()
  }),
  secretRoute(['DELETE', '/v1/chatSessions/{id}', 'chatSessions.revoke'], async ({ context, params }) => {
    await chatSessionsRevoke(context, { sessionId: params['id']! })
    return noContent()
  }),
]
