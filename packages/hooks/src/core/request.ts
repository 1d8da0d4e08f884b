import type { Ask, Call } from './Backend.ts'
import { retryDelay } from './backoff.ts'
import { ChatError, errorFromResponse, toChatError } from './ChatError.ts'
import type { ClientCore, Drop } from './createChatClient.ts'
import type { RequestOptions, RetryConfig } from './RequestOptions.ts'
import { abortedError, raceSignal, timeoutError, wait } from './wait.ts'

/** An answer whose head has arrived. Its body is cut off by `abort`; `release` forgets the caller's signal. */
export interface Exchange {
  response: Response
  signal: AbortSignal
  abort(reason?: unknown): void
  release(): void
}

export interface RequestSettings extends RequestOptions {
  /** Sent as it is; without one the client's session is used. */
  credential?: string
  accept?: string
  /** May be repeated without harm: a read, or a write with an idempotency key. */
  repeatable: boolean
}

const DEFAULT_TIMEOUT_MS = 30_000
const noRetries: RetryConfig = { strategy: 'none' }

export const timeoutOf = (core: Pick<ClientCore, 'timeoutMs'>, options: RequestOptions = {}): number =>
  options.timeoutMs ?? core.timeoutMs ?? DEFAULT_TIMEOUT_MS

/** Bound late: a page that patches `fetch` after us is heard, and `window.fetch` must not lose its receiver. */
export const platformFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)

/** One JSON exchange; 204 reads as undefined. */
export function requestJson(core: ClientCore, call: Call, settings: RequestSettings): Promise<unknown> {
  return exchange(core, call, settings, async ({ response, release }) => {
    const answer = await readJson(response, core.backend.endpoint)
    release()
    return answer
  })
}

/** Further exchanges of one operation; a write is never repeated. */
export const askWith =
  (core: ClientCore, options: RequestOptions = {}): Ask =>
  call =>
    requestJson(core, call, { ...options, repeatable: call.method === 'GET' })

/** One streamed exchange: resolves with the head, null for 204. */
export function requestStream(core: ClientCore, call: Call, settings: RequestSettings): Promise<Exchange | null> {
  const accept = core.wire.accept ?? 'text/event-stream'
  return exchange(core, call, { ...settings, accept }, async head => {
    if (head.response.status === 204) {
      head.release()
      return null
    }
    if (!head.response.headers.get('content-type')?.includes(accept)) {
      head.abort()
      throw notAnAnswer(core.backend.endpoint, head.response)
    }
    return head
  })
}

/** POSTs JSON to a customer's own endpoint, outside the chat server's protocol. */
export async function postJson(
  fetch: typeof globalThis.fetch,
  url: string | URL,
  body: unknown,
  init: RequestInit,
): Promise<unknown> {
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  headers.set('accept', 'application/json')
  try {
    const response = await fetch(url, { ...init, method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw await errorFromResponse(response, String(url))
    return await readJson(response, String(url))
  } catch (thrown) {
    if (thrown instanceof ChatError) throw thrown
    if (init.signal?.aborted) throw abortedError(init.signal.reason)
    throw unreachable(String(url), thrown)
  }
}

function exchange<T>(
  core: ClientCore,
  call: Call,
  settings: RequestSettings,
  read: (exchange: Exchange) => Promise<T>,
): Promise<T> {
  const asked = { visitorId: core.visitorId }
  return withRetries(core, settings, () =>
    authorized(core, settings, asked, credential => exchangeOnce(core, call, settings, credential, read)),
  )
}

async function withRetries<T>(core: ClientCore, settings: RequestSettings, attempt: () => Promise<T>): Promise<T> {
  const retries = settings.repeatable
    ? (settings.retries ?? core.retries ?? { strategy: 'backoff' as const })
    : noRetries
  const startedAt = Date.now()
  for (let count = 0; ; count++) {
    try {
      return await attempt()
    } catch (thrown) {
      const error = toChatError(thrown)
      const delay = retryDelay(retries, error, count, Date.now() - startedAt)
      if (delay === null) throw error
      await wait(delay, settings.signal)
    }
  }
}

/**
 * Runs with the session's token; a 401 renews it once, a second 401 is final. Whatever was asked for one visitor is
 * never sent for another.
 */
async function authorized<T>(
  core: ClientCore,
  settings: RequestSettings,
  asked: { visitorId: string | null },
  run: (credential: string | null) => Promise<T>,
): Promise<T> {
  if (settings.credential !== undefined) return run(settings.credential)
  const sameVisitor = () => {
    asked.visitorId ??= core.visitorId
    if (core.visitorId !== asked.visitorId) throw new ChatError('aborted', 'The visitor changed.')
  }
  const session = await core.sessions.get(settings.signal)
  sameVisitor()
  try {
    return await run(session?.clientToken ?? null)
  } catch (thrown) {
    if (!session || !(thrown instanceof ChatError) || thrown.status !== 401) throw thrown
    const renewed = await core.sessions.renew(session.clientToken, settings.signal)
    sameVisitor()
    return run(renewed.clientToken)
  }
}

async function exchangeOnce<T>(
  core: ClientCore,
  call: Call,
  settings: RequestSettings,
  credential: string | null,
  read: (exchange: Exchange) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const { signal, timeoutMs = timeoutOf(core, settings) } = settings
  const closed = core.closedBy()
  if (closed) throw closed
  if (signal?.aborted) throw abortedError(signal.reason)
  const handleAbort = () => controller.abort(abortedError(signal?.reason))
  const drop: Drop = (reason, spared) => spared === controller.signal || controller.abort(reason)
  signal?.addEventListener('abort', handleAbort, { once: true })
  core.inFlight.add(drop)
  const release = () => {
    signal?.removeEventListener('abort', handleAbort)
    core.inFlight.delete(drop)
  }
  const timer = setTimeout(() => controller.abort(timeoutError(core.backend.endpoint, timeoutMs)), timeoutMs)
  const abort = (reason?: unknown) => {
    release()
    controller.abort(reason ?? abortedError())
  }
  try {
    const request = core.fetch(urlOf(core.backend.endpoint, call), {
      ...settings.fetchOptions,
      method: call.method,
      headers: headersOf(core, call, settings, credential),
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal: controller.signal,
    })
    const response = await raceSignal(request, controller.signal)
    if (!response.ok) throw await errorFromResponse(response, core.backend.endpoint, core.wire.readProblem)
    return await read({ response, signal: controller.signal, abort, release })
  } catch (thrown) {
    release()
    if (thrown instanceof ChatError) throw thrown
    if (controller.signal.aborted) throw abortedError(controller.signal.reason)
    throw unreachable(core.backend.endpoint, thrown)
  } finally {
    clearTimeout(timer)
  }
}

function urlOf(endpoint: string, call: Call): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query.set(name, String(value))
  return endpoint + call.path + (query.size > 0 ? `?${query}` : '')
}

function headersOf(core: ClientCore, call: Call, settings: RequestSettings, credential: string | null): Headers {
  const headers = new Headers(settings.fetchOptions?.headers)
  headers.set('accept', settings.accept ?? 'application/json')
  for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value)
  if (call.body !== undefined) headers.set('content-type', 'application/json')
  if (settings.idempotencyKey !== undefined && core.wire.idempotent)
    headers.set('idempotency-key', settings.idempotencyKey)
  if (credential !== null) core.wire.authorize(headers, credential)
  return headers
}

async function readJson(response: Response, endpoint: string): Promise<unknown> {
  if (response.status === 204) return undefined
  if (!response.headers.get('content-type')?.includes('json')) throw notAnAnswer(endpoint, response)
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notAnAnswer(endpoint, response, cause)
  }
}

const unreachable = (endpoint: string, cause: unknown) =>
  new ChatError('network', `No connection to ${endpoint}. Is the server running?`, { cause })

const notAnAnswer = (endpoint: string, response: Response, cause?: unknown) =>
  new ChatError(
    'invalid_response',
    `${endpoint} answered ${response.headers.get('content-type')}, as no chat server does. Is the address right?`,
    { status: response.status, response, cause },
  )
