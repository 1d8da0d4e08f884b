import type { Problem } from '@parley/protocol'
import type { Sender } from '../operations/Limits.ts'
import type { ServerContext } from '../operations/ServerContext.ts'
import { withinSession } from '../operations/withinSession.ts'
import type { SessionToken } from '../storage/Storage.ts'
import { clientAddress } from './http/clientAddress.ts'
import { requireSecretKey, requireSession } from './authenticate.ts'

/** What the network says about a request, besides the request. */
export interface Connection {
  remoteAddress?: string
  /** Stands in for the `Origin` header inside a browser, which drops it from a constructed request. */
  origin?: string
}

export interface Call {
  context: ServerContext
  request: Request
  connection: Connection
  params: Record<string, string>
  query: Record<string, string>
  /** A credential that came elsewhere than in `Authorization`: some dialects have headers of their own. */
  credential?: string | undefined
  /** The header it comes in, as whoever sent none is told. */
  credentialName?: string
  /** Headers for the answer, whatever it will be. */
  answerHeaders: Record<string, string>
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As in `openapi.yaml`, with `{name}` for parameters. */
  path: string
  /** `operationId` of the contract. */
  operation: string
  handle(call: Call): Promise<Response>
  /** Errors as the clients of a dialect read them; without it as problem documents. */
  refuse?(problem: Problem): { status: number; body: unknown }
}

type RouteName = readonly [method: Route['method'], path: string, operation: string]

export const openRoute = ([method, path, operation]: RouteName, handle: (call: Call) => Promise<Response>): Route => ({
  method,
  path,
  operation,
  handle,
})

/** A route for a client token, from the origin it is bound to. */
export const sessionRoute = (
  name: RouteName,
  handle: (call: Call, session: SessionToken) => Promise<Response>,
): Route =>
  openRoute(name, async call => {
    const session = await requireSession(call)
    return handle({ ...call, context: withinSession(call.context, session) }, session)
  })

/** A route for the secret key. */
export const secretRoute = (name: RouteName, handle: (call: Call) => Promise<Response>): Route =>
  openRoute(name, async call => {
    requireSecretKey(call)
    return handle(call)
  })

export const senderOf = ({ request, connection, context }: Call, session: SessionToken): Sender => ({
  visitorId: session.visitorId,
  address: clientAddress(request, connection, context.trustProxy),
  isAnonymous: session.userIdentifier === undefined,
})

export const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })

export const noContent = (): Response => new Response(null, { status: 204 })
