import type { Backend } from './Backend.ts'
import { ChatError } from './ChatError.ts'
import { platformFetch, postJson, requestJson, timeoutOf } from './request.ts'
import type { RetryConfig } from './RequestOptions.ts'
import { createSessions, type Sessions, type SessionSource } from './session.ts'
import { abortedError } from './wait.ts'

export interface ChatClientOptions {
  backend: Backend
  session?: SessionSource
  /** Default `globalThis.fetch`. */
  fetch?: typeof globalThis.fetch
  retries?: RetryConfig
  /** Milliseconds, default 30,000; see `RequestOptions`. */
  timeoutMs?: number
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
  readonly fetch: typeof globalThis.fetch
  readonly retries: RetryConfig | undefined
  readonly timeoutMs: number | undefined
  readonly sessions: Sessions
  /** Aborted when the visitor changes or the client closes: work of a former visitor is dropped. */
  visitorSignal(): AbortSignal
}

export const coreOf = (client: ChatClient): ClientCore => client as ClientCore

/** The client for one chat server: who the visitor is, and how requests travel. One per app is usual. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { backend, retries, timeoutMs } = options
  const fetch = options.fetch ?? platformFetch
  let visitor = new AbortController()
  let closed = false

  const sessions = createSessions({
    source: options.session,
    timeoutMs: timeoutOf({ timeoutMs }),
    onVisitorChange() {
      visitor.abort(abortedError(new ChatError('aborted', 'The visitor changed.')))
      if (!closed) visitor = new AbortController()
    },
    helpers: {
      endpoint: backend.endpoint,
      mint: (key, body) => {
        const route = backend.wire.routes.chatSessionsCreate
        if (!route) throw new ChatError('unsupported', `The ${backend.name} backend cannot mint sessions with a key.`)
        return requestJson(core, route.call(body), { credential: key, repeatable: true }).then(route.read)
      },
      post: (url, body, init) => postJson(fetch, url, body, init),
    },
  })

  const core: ClientCore = {
    backend,
    fetch,
    retries,
    timeoutMs,
    sessions,
    get visitorId() {
      return sessions.store.getState().visitorId
    },
    visitorSignal: () => visitor.signal,
    close() {
      closed = true
      visitor.abort(new ChatError('aborted', 'The chat client was closed.'))
    },
  }
  return core
}
