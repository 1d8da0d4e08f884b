import type { Backend, Wire, WiredBackend } from './Backend.ts'
import { ChatError } from './ChatError.ts'
import { perform } from './perform.ts'
import { platformFetch, requestJson, timeoutOf } from './request.ts'
import type { RetryConfig } from './RequestOptions.ts'
import { createSessions, type Sessions, type SessionSource } from './session.ts'
import { visitorChanged } from './wait.ts'

/** What `createChatClient` takes. */
export interface ChatClientOptions {
  backend: Backend
  session?: SessionSource
  /** Default `globalThis.fetch`. */
  fetch?: typeof globalThis.fetch
  retries?: RetryConfig
  /** Milliseconds, default 30,000; see `RequestOptions`. */
  timeoutMs?: number
  /**
   * Whose data a server has rendered, so that hydration finds it before there is a session. No credential: a session of
   * another visitor takes its place.
   */
  initialVisitorId?: string
}

/** Has no operations of its own: they are functions, so that a bundler drops what is not used. */
export interface ChatClient {
  readonly backend: Backend
  /** Who chats, once a session is known; opaque, and no credential. */
  readonly visitorId: string | null
  /** Ends streams and requests under way; later calls fail with `aborted`. */
  close(): void
}

/** The client as the operations see it. */
export interface ClientCore extends ChatClient {
  readonly wire: Wire
  readonly fetch: typeof globalThis.fetch
  readonly retries: RetryConfig | undefined
  readonly timeoutMs: number | undefined
  readonly sessions: Sessions
  /** What is under way; aborted when the visitor changes or the client closes. */
  readonly inFlight: Set<AbortController>
  /** Throws why nothing can be sent any more. */
  checkOpen(): void
}

export const coreOf = (client: ChatClient): ClientCore => client as ClientCore

/** The client for one chat server: who the visitor is, and how requests travel. One per app is usual. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { retries, timeoutMs, session, initialVisitorId, fetch: given = platformFetch } = options
  const backend = options.backend as WiredBackend
  const { wire, endpoint } = backend
  const inFlight = new Set<AbortController>()
  let isClosed = false
  // Made anew each time: an error holds on to the functions and objects of the stack where it was made.
  const closed = () => new ChatError('aborted', 'The chat client was closed.')
  const dropAll = (reason: ChatError, spared?: AbortSignal | null) => {
    for (const controller of inFlight) if (controller.signal !== spared) controller.abort(reason)
  }

  const sessions = createSessions({
    source: session,
    initialVisitorId,
    timeoutMs: timeoutOf(options),
    inBand: !!wire.connect,
    onVisitorChange: spared => dropAll(visitorChanged(), spared),
    helpers: {
      endpoint,
      mint: (credential, body) => perform(core, 'chatSessionsCreate', body, { credential, repeatable: true }),
      post: (endpoint, body, { signal, ...fetchOptions }) =>
        requestJson(
          core,
          { method: 'POST', path: '', body },
          { endpoint, fetchOptions, signal: signal!, credential: '', repeatable: false },
        ),
    },
  })
  const fetch = (!session && wire.connect?.(given, sessions)) || given

  const core: ClientCore = {
    backend,
    wire,
    fetch,
    retries,
    timeoutMs,
    sessions,
    get visitorId() {
      return sessions.store.getState().visitorId
    },
    inFlight,
    checkOpen() {
      if (isClosed) throw closed()
    },
    close() {
      isClosed = true
      dropAll(closed())
    },
  }
  return core
}
