import type { Ask, Call } from './Backend.ts'
import { retryDelay } from './backoff.ts'
import { ChatError, errorFromResponse, toChatError } from './ChatError.ts'
import type { ClientCore } from './createChatClient.ts'
import { hasType } from './hasType.ts'
import type { RequestOptions } from './RequestOptions.ts'
import { trackAbort, type Tracked } from './trackAbort.ts'
import { raceSignal, timeoutError, visitorChanged, wait } from './wait.ts'

/** An answer whose head has arrived; `abort` cuts its body off. */
export interface Exchange extends Tracked {
  response: Response
  /** Its body, where it is no stream. */
  text: string
  /** How long its head was waited for; the events of a stream are as well. */
  timeoutMs: number
}

export interface RequestSettings extends Omit<RequestOptions, 'signal'> {
  signal?: AbortSignal | undefined
  /** Sent as it is, an empty one not at all; without one the client's session is used. */
  credential?: string
  /** Asked instead of the chat server. */
  endpoint?: string
  /** What is asked for instead of JSON; its body is left to the caller. */
  accept?: string
  /** May be repeated without harm: a read, or a write with an idempotency key. Default: false. */
  retryable?: boolean
}

const DEFAULT_TIMEOUT_MS = 30_000
/** An answer without a stream waits for the whole reply, not for a head. */
export const BLOCKING_TIMEOUT_MS = 300_000
const JSON_TYPE = 'application/json'

interface Patience {
  timeoutMs?: number | undefined
}
/** What is longer than a timer can be is no limit, some 24 days. */
export const timeoutOf = (core: Patience, options?: Patience): number =>
  Math.min(options?.timeoutMs ?? core.timeoutMs ?? DEFAULT_TIMEOUT_MS, 2 ** 31 - 1)

/** Bound late: a page that patches `fetch` after us is heard, and `window.fetch` must not lose its receiver. */
export const platformFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)

/** One JSON exchange; an empty answer reads as undefined, and what is no JSON throws. */
export async function requestJson(core: ClientCore, call: Call, settings: RequestSettings): Promise<unknown> {
  const { text, forget } = await exchange(core, call, settings)
  forget()
  return text ? JSON.parse(text) : undefined
}

/** Further exchanges of one operation; a write is never repeated. */
export const askWith =
  (core: ClientCore, settings?: Partial<RequestSettings>): Ask =>
  call =>
    requestJson(core, call, { ...settings, retryable: call.method === 'GET' })

/** One streamed exchange: resolves with the head, null for 204. */
export async function requestStream(core: ClientCore, call: Call, settings: RequestSettings): Promise<Exchange | null> {
  const { accept = 'text/event-stream', timeoutMs } = core.wire
  const head = await exchange(core, call, { timeoutMs: core.timeoutMs ?? timeoutMs, ...settings, accept })
  // Browsers give it a body all the same.
  const isEmpty = head.response.status === 204
  if (!isEmpty && hasType(head.response, accept)) return head
  head.abort()
  head.forget()
  // Only who looks for a reply may find none.
  if (isEmpty && call.method === 'GET') return null
  throw new TypeError(`no ${accept}`)
}

/** What is thrown of an answer that arrived is about its shape. */
export async function understood<T>(endpoint: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof ChatError) throw cause
    throw new ChatError('invalid_response', `${endpoint} answers like no chat server.`, {
      cause,
    })
  }
}

async function exchange(core: ClientCore, call: Call, settings: RequestSettings): Promise<Exchange> {
  const { sessions, wire } = core
  const { method, path, query, body } = call
  const { accept, fetchOptions, retries = core.retries, endpoint = core.backend.endpoint } = settings
  const timeoutMs = timeoutOf(core, settings)
  const startedAt = Date.now()
  let { visitorId } = core
  let { credential: token } = settings
  /** The first 401 renews the session, a second 401 is final. */
  let refusal: ChatError | undefined
  let refusedToken: string | undefined
  let delay: number | null = 0
  for (let attempt = 0; ; attempt++) {
    const tracked = trackAbort(core, settings.signal)
    const { signal, abort } = tracked
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      if (delay) await wait(delay, signal)
      timer = setTimeout(() => abort(timeoutError(endpoint, timeoutMs)), timeoutMs)
      if (settings.credential === undefined) {
        const session = await (refusedToken ? sessions.renew(refusedToken, signal) : sessions.get(signal))
        if (refusedToken && !session) throw refusal!
        refusedToken = undefined
        token = session?.clientToken
        // Whatever was asked for one visitor is never sent for another.
        visitorId ??= core.visitorId
        if (core.visitorId !== visitorId) throw visitorChanged()
      }
      const search = new URLSearchParams()
      setAll(search, query)
      const headers = new Headers(fetchOptions?.headers)
      setAll(headers, {
        accept: accept ?? JSON_TYPE,
        ...call.headers,
        'content-type': body ? JSON_TYPE : undefined,
        'idempotency-key': wire.idempotent ? settings.idempotencyKey : undefined,
      })
      if (token) wire.authorize(headers, token)
      signal.throwIfAborted()
      // Not `search.size`, which browsers of 2023 lack.
      const request = core.fetch(endpoint + path + (`${search}` && `?${search}`), {
        ...fetchOptions,
        method,
        headers,
        body: body ? JSON.stringify(body) : null,
        signal,
      })
      const response = await raceSignal(request, signal)
      if (!response.ok) throw await raceSignal(errorFromResponse(response, endpoint, wire.readError), signal)
      return { ...tracked, timeoutMs, response, text: accept ? '' : await raceSignal(response.text(), signal) }
    } catch (thrown) {
      tracked.forget()
      const error = toChatError(signal.reason ?? thrown, `No connection to ${endpoint}.`)
      // The answer to the try before was lost.
      if (delay && error.status === 404 && method === 'DELETE') return { ...tracked, text: '' } as Exchange
      if (error.status === 401 && !refusal && settings.credential === undefined && token) {
        refusal = error
        refusedToken = token
        delay = 0
      } else {
        delay = settings.retryable ? retryDelay(retries, error, attempt, Date.now() - startedAt) : null
        if (delay === null) throw error
      }
    } finally {
      clearTimeout(timer)
    }
  }
}

function setAll(target: Headers | URLSearchParams, values: object | undefined): void {
  for (const [name, value] of Object.entries(values ?? {})) if (value !== undefined) target.set(name, value as string)
}
