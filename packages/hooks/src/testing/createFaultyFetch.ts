import type { Faults } from './faults.ts'

export interface FaultyFetch {
  fetch: typeof globalThis.fetch
  /** A request of the page's own backend: neither recorded nor met by faults that do not name its path. */
  ownBackend(request: Request): Promise<Response>
  faults: Faults
  /** Every request that was made, in order. */
  requests: readonly { method: string; path: string; headers: Headers; body: string | null }[]
  /** Answers whose body is still being read. */
  openStreams(): number
}

interface Cut {
  times: number
  events: number
  clean: boolean
  halfOpen: boolean
}
interface Failure {
  times: number
  path: RegExp | undefined
  method?: string | undefined
  answer: (() => Response) | 'lost'
}

/** A `fetch` over the server's own, without a network but with its faults. */
export function createFaultyFetch(
  serve: (request: Request) => Promise<Response>,
  expireSessions: () => void,
  serveOwn = serve,
): FaultyFetch {
  const requests: { method: string; path: string; headers: Headers; body: string | null }[] = []
  const openStreams = new Set<() => void>()
  let cuts: Cut[] = []
  let failures: Failure[] = []
  let offline = false

  const faults: Faults = {
    get offline() {
      return offline
    },
    set offline(value) {
      offline = value
      if (value) for (const breakStream of Array.from(openStreams)) breakStream()
    },
    delayMs: 0,
    mintDelayMs: 0,
    origin: null,
    cutAfter(events, { times = 1, clean = false, halfOpen = false } = {}) {
      cuts.push({ times, events, clean, halfOpen })
    },
    failNext(status, { times = 1, code, retryAfter, body, contentType, path, method } = {}) {
      const answer = () =>
        new Response(
          [204, 205, 304].includes(status)
            ? null
            : (body ?? JSON.stringify({ type: 'about:blank', title: 'Fault', status, detail: 'A fault.', code })),
          {
            status,
            headers: {
              'content-type': contentType ?? 'application/problem+json',
              ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
            },
          },
        )
      failures.push({ times, path, method, answer })
    },
    loseAnswer({ times = 1, path } = {}) {
      failures.push({ times, path, answer: 'lost' })
    },
    expireSessions,
    clear() {
      offline = false
      faults.delayMs = 0
      faults.mintDelayMs = 0
      faults.origin = null
      cuts = []
      failures = []
    },
  }

  async function fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    // The signal is ours to honour: a server in memory does not, and two realms may disagree on what one is.
    const { signal, ...rest } = init
    const request = new Request(input, rest)
    const path = new URL(request.url).pathname
    const body = typeof init.body === 'string' ? init.body : null
    requests.push({ method: request.method, path, headers: request.headers, body })
    if (signal?.aborted) throw signal.reason
    if (faults.delayMs > 0) await new Promise(resolve => setTimeout(resolve, faults.delayMs))
    if (signal?.aborted) throw signal.reason
    const response = await meet(request, () => serve(request), /./)
    if (signal?.aborted) {
      await response.body?.cancel()
      throw signal.reason
    }
    if (!response.body) return response
    const isStream = response.headers.get('content-type')?.includes('event-stream')
    return new Response(carry(response.body, signal ?? undefined, isStream ? nextCut() : undefined), response)
  }

  /** The answer of the server, or of the first fault whose path fits. */
  async function meet(request: Request, answer: () => Promise<Response>, otherwise?: RegExp): Promise<Response> {
    const lost = () => new TypeError('Failed to fetch')
    if (offline) throw lost()
    const { pathname } = new URL(request.url)
    const failure = failures.find(
      ({ times, path = otherwise, method = request.method }) =>
        times > 0 && path?.test(pathname) && method === request.method,
    )
    if (failure) failure.times--
    if (failure && failure.answer !== 'lost') return failure.answer()
    const response = await answer()
    if (!failure) return response
    await response.body?.cancel()
    throw lost()
  }

  async function ownBackend(request: Request): Promise<Response> {
    if (faults.mintDelayMs > 0) await new Promise(resolve => setTimeout(resolve, faults.mintDelayMs))
    return meet(request, () => serveOwn(request))
  }

  function nextCut(): Cut | undefined {
    cuts = cuts.filter(({ times }) => times > 0)
    if (cuts[0]) cuts[0].times--
    return cuts[0]
  }

  /** The body as a network would bring it: it can be aborted, broken and cut. */
  function carry(
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal | undefined,
    cut: Cut | undefined,
  ): ReadableStream<Uint8Array> {
    const reader = body.getReader()
    let events = 0
    let stop = (_error: unknown) => {}
    return new ReadableStream<Uint8Array>({
      start(controller) {
        const breakStream = () => stop(new TypeError('network error'))
        const handleAbort = () => stop(signal?.reason)
        stop = error => {
          stop = () => {}
          openStreams.delete(breakStream)
          signal?.removeEventListener('abort', handleAbort)
          if (error !== undefined) controller.error(error)
          void reader.cancel().catch(() => {})
        }
        openStreams.add(breakStream)
        signal?.addEventListener('abort', handleAbort, { once: true })
      },
      async pull(controller) {
        // In a pull of its own: an error overtakes the bytes that are still queued.
        if (cut && events >= cut.events) {
          if (cut.halfOpen) return new Promise<void>(() => {}) // until it is aborted
          if (cut.clean) controller.close()
          return stop(cut.clean ? undefined : new TypeError('network error'))
        }
        // The server itself may break off.
        const read = await reader.read().catch(() => stop(new TypeError('network error')))
        if (!read) return undefined
        const { done, value } = read
        if (done) {
          stop(undefined)
          return controller.close()
        }
        if (!cut) return controller.enqueue(value)
        const kept = firstEvents(value, cut.events - events)
        events += kept.events
        if (kept.bytes.length > 0) controller.enqueue(kept.bytes)
      },
      cancel: () => stop(undefined),
    })
  }

  return { fetch, ownBackend, faults, requests, openStreams: () => openStreams.size }
}

/** The bytes up to the end of the n-th event; comments are not events. */
function firstEvents(bytes: Uint8Array, count: number): { bytes: Uint8Array; events: number } {
  if (count <= 0) return { bytes: bytes.subarray(0, 0), events: 0 }
  const text = new TextDecoder('latin1').decode(bytes) // one character per byte
  let events = 0
  for (const block of text.matchAll(/[^]*?\n\n/g)) {
    if (/^(data|id|event):/m.test(block[0])) events++
    if (events === count) return { bytes: bytes.subarray(0, block.index + block[0].length), events }
  }
  return { bytes, events }
}
