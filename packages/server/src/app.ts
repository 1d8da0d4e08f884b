import type { WidgetConfig } from '@parley/protocol'
import { Hono } from 'hono/tiny'
import type { Dialect } from './dialects/Dialect.ts'
import { dialectRoutes } from './dialects/dialectRoutes.ts'
import { dialects, type DialectName } from './dialects/dialects.ts'
import { ChatProblem, closed, notFound, overloaded } from './operations/ChatProblem.ts'
import type { Limits } from './operations/Limits.ts'
import { mayBeRefused, type LoadGuard } from './operations/LoadGuard.ts'
import { parseOriginList } from './operations/originList.ts'
import { parseEmbedOrigin } from './operations/embedOrigin.ts'
import { isKey, keyForm } from './operations/keyForm.ts'
import { randomId } from './operations/randomId.ts'
import { hearOthers } from './operations/runs/elsewhere.ts'
import { createFollowedRuns } from './operations/runs/followRuns.ts'
import { createRunRegistry } from './operations/runs/runRegistry.ts'
import { createSessionStreams } from './operations/runs/sessionStreams.ts'
import type { ServerContext } from './operations/ServerContext.ts'
import { observeAll, type ServerObserver } from './operations/ServerObserver.ts'
import { startUpkeep } from './operations/upkeep.ts'
import { watchWrites } from './operations/watchWrites.ts'
import { echoResponder } from './responders/echoResponder.ts'
import type { CharacterConfig, Responder } from './responders/Responder.ts'
import { refuseSecretKeyInBrowser } from './routes/authenticate.ts'
import { preflight, withCommonHeaders } from './routes/http/commonHeaders.ts'
import { problemResponse } from './routes/http/problemResponse.ts'
import type { Connection, Route } from './routes/Route.ts'
import { isClean } from './routes/schemas.ts'
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
  /** Foreign protocols that are spoken besides our own. Default: none. */
  dialects?: readonly DialectName[] | 'all'
  characters?: readonly CharacterConfig[]
  /** What the widget shows before its first message. */
  widget?: Partial<WidgetConfig>
  /** Default: none. `createLimits` of the node entry counts in memory. */
  limits?: Limits
  /** Asked before each request. Default: all are taken. `createLoadGuard` of the node entry watches the process. */
  loadGuard?: LoadGuard
  /** Replies being written at the same time; more are refused with 503. Default: 2,000. */
  maxReplies?: number
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
  /** After so long without a sign of its process a reply is interrupted. Default: 15 000. */
  leaseMs?: number
}

export interface ChatServer {
  fetch: (request: Request, connection?: Connection) => Promise<Response>
  /** Begins no more replies, lets those being written finish for `graceMs` (default: 0), interrupts the rest, closes the storage. */
  close: (graceMs?: number) => Promise<void>
}

const defaultCharacter: CharacterConfig = { id: 'assistant', name: 'Assistant', description: 'Answers your questions.' }

/** The chat API as a function from requests to responses; mounts anywhere that has `Request` and `Response`. */
export function createChatServer(options: ChatServerOptions = {}): ChatServer {
  const context = createContext(options)
  options.loadGuard?.watch?.(() => context.runs.waitingMs())
  hearOthers(context)
  // What is in the memory of this process ends with it: no leases, no ages.
  const { storage, retentionDays } = options
  const stopUpkeep = (storage && !storage.isEphemeral) || retentionDays ? startUpkeep(context) : undefined
  const spoken = dialectsOf(options.dialects)
  const allRoutes = [...routes, ...spoken.flatMap(dialectRoutes)]
  const patterns = allRoutes.map(({ path }) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`))
  const routesAt = (path: string) => allRoutes.filter((_, index) => patterns[index]!.test(path))
  const dialectHeaders = [...new Set(spoken.flatMap(dialect => dialect.headers))]
  const app = new Hono<{ Bindings: { connection: Connection; seen: Seen } }>()
  for (const route of allRoutes) {
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async call => {
      const { seen, connection } = call.env
      seen.route = route.path
      seen.refuse = route.refuse
      refuseSecretKeyInBrowser({ context, request: call.req.raw, connection })
      const params = call.req.param() as Record<string, string>
      if (!Object.values(params).every(isClean)) throw notFound('route')
      const response = await route.handle({
        context,
        request: call.req.raw,
        connection,
        params,
        query: call.req.query(),
        answerHeaders: seen.answerHeaders,
      })
      // Hono answers HEAD by GET and drops the body, which would stay open.
      if (call.req.raw.method === 'HEAD') await response.body?.cancel()
      return response
    })
  }
  app.notFound(call => {
    refuseSecretKeyInBrowser({ context, request: call.req.raw, connection: call.env.connection })
    throw unknownRoute(routesAt(call.req.path), call.req.method)
  })
  app.onError(error => {
    throw error
  })

  /** For what is refused before its route is known, as by another method: it is told as the path's other errors are. */
  const refuseAt = ({ url }: Request) => routesAt(new URL(url).pathname)[0]?.refuse

  let isClosed = false
  return {
    async fetch(request, connection = {}) {
      const requestId = randomId('req_')
      if (request.method === 'OPTIONS') return withCommonHeaders(preflight(dialectHeaders), requestId)
      const begunAt = performance.now()
      const seen: Seen = { route: 'none', answerHeaders: {}, refuse: undefined }
      const answer = async (): Promise<Response> => {
        try {
          if (isClosed) throw closed()
          refuseOverload(options.loadGuard, request)
          return await app.fetch(request, { connection, seen })
        } catch (error) {
          return problemResponse(error, requestId, context.onError, seen.refuse ?? refuseAt(request))
        }
      }
      const response = withCommonHeaders(await answer(), requestId)
      for (const [name, value] of Object.entries(seen.answerHeaders)) response.headers.set(name, value)
      const { status } = response
      const durationMs = performance.now() - begunAt
      context.observer.request?.({ requestId, method: request.method, route: seen.route, status, durationMs })
      return response
    },
    async close(graceMs = 0) {
      context.closing = true
      if (context.storage.signals) context.streams.move()
      await context.runs.close(graceMs)
      // Not before: what is still being written needs its leases.
      stopUpkeep?.()
      context.followed.close()
      isClosed = true
      await context.storage.close()
    },
  }
}

/** What became of a request on its way, for its answer and for logs. */
interface Seen {
  route: string
  answerHeaders: Record<string, string>
  refuse: Route['refuse']
}

function dialectsOf(names: ChatServerOptions['dialects'] = []): Dialect[] {
  if (names === 'all') return Object.values(dialects)
  return names.map(name => {
    if (!Object.hasOwn(dialects, name))
      throw new TypeError(`There is no dialect "${name}", only ${Object.keys(dialects).join(', ')}.`)
    return dialects[name]
  })
}

function createContext(options: ChatServerOptions): ServerContext {
  const { publicOrigin, characters = [defaultCharacter], widget, now = Date.now } = options
  if (publicOrigin !== undefined && parseEmbedOrigin(publicOrigin) !== publicOrigin)
    throw new TypeError(`publicOrigin "${publicOrigin}" is not an origin: write https://chat.example.com`)
  for (const name of ['maxReplies', 'retentionDays', 'heartbeatMs', 'leaseMs'] as const) requirePositive(name, options)
  const { trustProxy = 0 } = options
  if (!Number.isInteger(trustProxy) || trustProxy < 0)
    throw new TypeError(`trustProxy is ${trustProxy}: it must be a whole number, 0 or more`)
  const onError: ServerContext['onError'] = (error, at) => {
    try {
      options.onError?.(error, at)
    } catch (own) {
      console.error(own) // nobody else is left to tell
    }
  }
  const { storage, expectWrites } = watchWrites(options.storage ?? memoryStorage())
  let instanceId: string | undefined
  return {
    storage,
    expectWrites,
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
    trustProxy,
    authorizeMint: options.authorizeMint,
    // Not before it is asked for: outside of a request, Cloudflare Workers have no random values.
    get instanceId() {
      return (instanceId ??= randomId('i_'))
    },
    runs: createRunRegistry(options.maxReplies),
    followed: createFollowedRuns({ storage, onError }),
    streams: createSessionStreams(),
    leaseMs: options.leaseMs ?? 15_000,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    now,
    observer: observeAll([options.observer ?? {}], onError),
    onError,
  }
}

/** No days of retention would delete everything, no milliseconds would never rest. */
function requirePositive(name: 'maxReplies' | 'retentionDays' | 'heartbeatMs' | 'leaseMs', options: ChatServerOptions) {
  const value = options[name]
  if (value !== undefined && !(value > 0 && value < 2 ** 31))
    throw new TypeError(`${name} is ${value}: it must be a number above 0, or left out`)
}

function refuseOverload(loadGuard: LoadGuard | undefined, request: Request): void {
  const asked = loadGuard && mayBeRefused(request)
  const retryAfter = asked && loadGuard.refuse(asked)
  if (retryAfter !== undefined) throw overloaded(retryAfter)
}

function readKeys(name: string, prefix: 'sk_' | 'pk_', keys: string | readonly string[] = []): readonly string[] {
  const list = typeof keys === 'string' ? [keys] : keys
  if (!list.every(key => isKey(prefix, key))) throw new TypeError(`${name} must be ${keyForm(prefix)}`)
  return list
}

/** A known path with another method says which ones it takes. */
function unknownRoute(routes: readonly Route[], method: string): ChatProblem {
  const methods = [...new Set(routes.map(route => route.method))]
  if (methods.length === 0) return new ChatProblem('not_found', 'There is no such route.')
  const allow = methods.join(', ')
  return new ChatProblem('not_found', `There is no ${method} on this path, only ${allow}.`, { headers: { allow } })
}
