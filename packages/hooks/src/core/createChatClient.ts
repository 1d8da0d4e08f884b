import type { Backend, Wire, WiredBackend } from './Backend.ts'
import { ChatError } from './ChatError.ts'
import { platformFetch } from './request.ts'
import type { RetryConfig } from './RequestOptions.ts'
import { createSessions, type Sessions, type SessionSource } from './session.ts'

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
  fetch: typeof globalThis.fetch
  readonly retries: RetryConfig | undefined
  readonly timeoutMs: number | undefined
  sessions: Sessions
  /** What is under way. */
  readonly requests: Set<AbortController>
  /** Aborts it, when the visitor changes or the client closes; not what has the signal to be spared. */
  drop(reason: ChatError, spared?: AbortSignal | null): void
}

/** The client for one chat server: who the visitor is, and how requests travel. One per app is usual. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { retries, timeoutMs, session, fetch = platformFetch } = options
  const backend = options.backend as WiredBackend
  const { wire } = backend
  const requests = new Set<AbortController>()
  // Made anew each time: an error holds on to the functions and objects of the stack where it was made.
  const closed = () => new ChatError('aborted', 'The client closed.')

  const core = {
    backend,
    wire,
    fetch,
    retries,
    timeoutMs,
    get visitorId() {
      return sessions.store.getState().visitorId
    },
    requests,
    drop(reason, spared) {
      for (const controller of requests) if (controller.signal !== spared) controller.abort(reason)
    },
    close() {
      core.fetch = () => {
        throw closed()
      }
      core.drop(closed())
    },
  } as Partial<ClientCore> as ClientCore
  const sessions = (core.sessions = createSessions(core, options))
  if (!session && wire.connect) core.fetch = wire.connect(fetch, sessions)
  return core
}
