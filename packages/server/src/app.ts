import type { WidgetConfig } from '@parley/protocol'
import { Hono } from 'hono'
import { ChatProblem } from './operations/ChatProblem.ts'
import type { Limits } from './operations/Limits.ts'
import { parseOriginList } from './operations/originList.ts'
import { parseEmbedOrigin } from './operations/embedOrigin.ts'
import { randomId } from './operations/randomId.ts'
import { createRunRegistry } from './operations/runs/runRegistry.ts'
import { createSessionStreams } from './operations/runs/sessionStreams.ts'
import type { ServerContext } from './operations/ServerContext.ts'
import type { ServerObserver } from './operations/ServerObserver.ts'
import { startUpkeep } from './operations/upkeep.ts'
import { echoResponder } from './responders/echoResponder.ts'
import type { CharacterConfig, Responder } from './responders/Responder.ts'
import { refuseSecretKeyInBrowser } from './routes/authenticate.ts'
import { preflight, withCommonHeaders } from './routes/http/commonHeaders.ts'
import { problemResponse } from './routes/http/problemResponse.ts'
import type { Connection } from './routes/Route.ts'
import { routes } from './routes/routes.ts'
import { memoryStorage } from './storage/memoryStorage.ts'
import type { Storage } from './storage/Storage.ts'

export interface ChatServerOptions {
  /** `sk_…`; two while rotating. Without one, nobody can mint from a backend. */
  secretKey?: string | readonly string[]
  /** `pk_…`; two while rotating. */
  publishableKey?: string | readonly string[]
  /** Exact origins and `https://*.example.com`, for the publishable key. */
  allowedOrigins?: readonly string[]
  /** The server's own origin, where pages of the same origin use it. */
  publicOrigin?: string
  /** Default: memory. */
  storage?: Storage
  /** Default: echo. */
  responder?: Responder
  characters?: readonly CharacterConfig[]
  /** What the widget shows before its first message. */
  widget?: Partial<WidgetConfig>
  /** Default: none. `createLimits` of the node entry counts in memory. */
  limits?: Limits
  /** Proxies in front, each of which adds to `X-Forwarded-For`. Default: 0, the address of the connection. */
  trustProxy?: number
  /** Asked before the publishable key mints, with the page's request: the place for a challenge. False is 403. */
  authorizeMint?: (request: Request) => boolean | Promise<boolean>
  /** Conversations without an update for so many days are deleted. Default: kept. */
  retentionDays?: number
  /** Told every unexpected error, with the request that it belongs to where there is one. Default: silent. */
  onError?: (error: unknown, at?: { requestId?: string }) => void
  /** Told what happens, for logs and metrics. */
  observer?: ServerObserver
  /** Refuses wildcards such as `https://*.co.uk`; the node entry brings the public suffix list. */
  isPublicSuffix?: (host: string) => boolean
  /** Milliseconds since 1970. Default: `Date.now`. */
  now?: () => number
  /** Silence before a comment keeps a stream open. Default: 15 000. */
  heartbeatMs?: number
}

export interface ChatServer {
  fetch: (request: Request, connection?: Connection) => Promise<Response>
  /** Begins no more replies, lets those being written finish for so long, interrupts the rest, closes the storage. */
  close: (graceMs?: number) => Promise<void>
}

const defaultCharacter: CharacterConfig = { id: 'assistant', name: 'Assistant', description: 'Answers your questions.' }

/** The chat API as a function from requests to responses; mounts anywhere that has `Request` and `Response`. */
export function createChatServer(options: ChatServerOptions = {}): ChatServer {
  const context = createContext(options)
  // What is in the memory of this process ends with it: no leases, no ages.
  const stopUpkeep = options.storage || options.retentionDays ? startUpkeep(context) : undefined
  const app = new Hono<{ Bindings: { connection: Connection; seen: { route: string } } }>()
  for (const route of routes) {
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async call => {
      call.env.seen.route = route.path
      const response = await route.handle({
        context,
        request: call.req.raw,
        connection: call.env.connection,
        params: call.req.param(),
        query: call.req.query(),
      })
      // Hono answers HEAD by GET and drops the body, which would stay open.
      if (call.req.raw.method === 'HEAD') await response.body?.cancel()
      return response
    })
  }
  app.notFound(call => {
    throw unknownRoute(call.req.method, call.req.path)
  })
  app.onError(error => {
    throw error
  })

  return {
    async fetch(request, connection = {}) {
      const requestId = randomId('req_')
      if (request.method === 'OPTIONS') return withCommonHeaders(preflight(), requestId)
      const begunAt = performance.now()
      const seen = { route: 'none' }
      const answer = async (): Promise<Response> => {
        try {
          refuseSecretKeyInBrowser({ context, request, connection })
          return await app.fetch(request, { connection, seen })
        } catch (error) {
          return problemResponse(error, requestId, context.onError)
        }
      }
      const response = withCommonHeaders(await answer(), requestId)
      const { status } = response
      const durationMs = performance.now() - begunAt
      context.observer.request?.({ requestId, method: request.method, route: seen.route, status, durationMs })
      return response
    },
    async close(graceMs = 0) {
      context.closing = true
      stopUpkeep?.()
      await context.runs.close(graceMs)
      await context.storage.close()
    },
  }
}

function createContext(options: ChatServerOptions): ServerContext {
  const { publicOrigin, characters = [defaultCharacter], widget, now = Date.now } = options
  if (publicOrigin !== undefined && parseEmbedOrigin(publicOrigin) !== publicOrigin)
    throw new TypeError(`publicOrigin "${publicOrigin}" is not an origin: write https://chat.example.com`)
  return {
    storage: options.storage ?? memoryStorage(),
    responder: options.responder ?? echoResponder(),
    characters: [...characters],
    widget: { imageOrigins: [], ...widget },
    secretKeys: readKeys('secretKey', 'sk_', options.secretKey),
    publishableKeys: readKeys('publishableKey', 'pk_', options.publishableKey),
    allowedOrigins: parseOriginList(options.allowedOrigins ?? [], options.isPublicSuffix),
    publicOrigin,
    retentionDays: options.retentionDays,
    closing: false,
    limits: options.limits,
    trustProxy: options.trustProxy ?? 0,
    authorizeMint: options.authorizeMint,
    instanceId: randomId('i_'),
    runs: createRunRegistry(),
    streams: createSessionStreams(),
    heartbeatMs: options.heartbeatMs ?? 15_000,
    now,
    observer: options.observer ?? {},
    onError: options.onError ?? (() => {}),
  }
}

function readKeys(name: string, prefix: string, keys: string | readonly string[] = []): readonly string[] {
  const list = typeof keys === 'string' ? [keys] : keys
  for (const key of list) {
    if (!key.startsWith(prefix) || !/^[\w-]{12,256}$/.test(key))
      throw new TypeError(`${name} must be "${prefix}" and at least 9 letters, digits, "-" or "_"`)
  }
  return list
}

/** A known path with another method says which ones it takes. */
function unknownRoute(method: string, path: string): ChatProblem {
  const matches = (pattern: string) => new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)
  const methods = [...new Set(routes.filter(route => matches(route.path)).map(route => route.method))]
  if (methods.length === 0) return new ChatProblem('not_found', 'There is no such route.')
  const allow = methods.join(', ')
  return new ChatProblem('not_found', `There is no ${method} on this path, only ${allow}.`, { headers: { allow } })
}
