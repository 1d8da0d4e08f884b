import type { ChatSession as MintedSession } from '@parley/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { ChatError, toChatError } from './ChatError.ts'
import type { ChatClientOptions, ClientCore } from './createChatClient.ts'
import { perform } from './perform.ts'
import type { RequestOptions } from './RequestOptions.ts'
import { requestJson, timeoutOf, understood } from './request.ts'
import { raceSignal, timeoutError, visitorChanged } from './wait.ts'

/** What `chatSessions.create` answers: a token for one browser, bound to one embed origin. */
export type ChatSession = MintedSession
/** Why a session source is asked. */
export type SessionReason = 'initial' | 'expiring' | 'refused' | 'create'

/** What a session source is asked with. */
export interface SessionRequest {
  reason: SessionReason
  current: ChatSession | null
  embedOrigin?: string | null
  userIdentifier?: string
  expiresAfter?: number
  signal: AbortSignal
}

/** Gives a session; asked at the first request, before the end of each session's life, and once after a 401. */
export type SessionSource = (request: SessionRequest) => Promise<ChatSession>

/** What a session is to be, as far as somebody said so. */
export type SessionWish = Pick<SessionRequest, 'embedOrigin' | 'userIdentifier' | 'expiresAfter'>

/** What our own sources are given besides: the way to the chat server, and the client's `fetch`. */
export interface SessionHelpers {
  endpoint: string
  wish: SessionWish
  mint(key: string, body: SessionWish & { embedOrigin: string | null; visitorToken?: string }): Promise<ChatSession>
  /** Called when the visitor is to be forgotten; for what a source keeps between sessions. */
  onForget(forget: () => void): void
  /** POSTs JSON elsewhere. */
  post(url: string, body: unknown, init: RequestInit): Promise<unknown>
}

/** A source of ours; the client gives every source the helpers. */
export type HelpedSource = (request: SessionRequest & SessionHelpers) => Promise<ChatSession>

/** What the secret key's source has besides: the key, for what no session may do. */
export interface KeyHolder {
  secretKey?: () => string
}

export interface SessionState {
  session: ChatSession | null
  visitorId: string | null
  status: 'none' | 'active' | 'renewing' | 'refused'
  error: ChatError | null
}

export interface Sessions {
  readonly store: StoreApi<SessionState>
  /** The secret key, in server code that has it. */
  secretKey(): string | undefined
  /** The session in use, renewed when it is about to end; null when the client has no session source. */
  get(signal?: AbortSignal): Promise<ChatSession | null>
  /**
   * After a 401 with `usedToken`; null when there is no session source. Two requests can be refused with the same token;
   * only the first may replace it.
   */
  renew(usedToken: string, signal?: AbortSignal): Promise<ChatSession | null>
  /** Why the last mint failed, for a moment after it did. */
  refusal(): ChatError | null
  /** Mints without using the answer. */
  create(wish: SessionWish, options?: RequestOptions): Promise<ChatSession>
  /** Uses this session from now on. */
  adopt(session: ChatSession, spared?: AbortSignal | null): void
  /** Forgets the session, so that the next request mints. Mints under way are nobody's any more. */
  clear(spared?: AbortSignal | null): void
  /** Drops what the source keeps of the visitor, whether the server can be told or not. */
  forget(): void
}

const RENEWAL_MARGIN_MS = 30_000
const RENEWAL_PAUSE_MS = 5_000
/** A refusal answers the requests that were waiting for the same session without asking again. */
const REFUSAL_HOLDS_MS = 1_000

/** The sessions of a client, which has them when it uses them. */
export function createSessions(core: ClientCore, { session: source, initialVisitorId }: ChatClientOptions): Sessions {
  // Without sessions there is one nameless visitor: the backend's own cookie or header says who.
  const nobody = source || core.wire.connect ? null : 'host'
  const store = createStore<SessionState>(() => ({
    session: null,
    visitorId: initialVisitorId ?? nobody,
    status: 'none',
    error: null,
  }))
  const { getState, setState } = store
  let renewAt = 0
  let expiresAt = 0
  let forget = () => {}
  let refusedAt = 0
  /** The mint under way; none other is used, whoever it was asked for. */
  let pending: Promise<ChatSession> | null = null

  function adopt(session: ChatSession, spared?: AbortSignal | null) {
    const before = getState().visitorId
    const lifeMs = session.expiresAfter * 1000
    pending = null
    expiresAt = Date.now() + lifeMs
    renewAt = expiresAt - Math.min(RENEWAL_MARGIN_MS, lifeMs / 2)
    // Before the state changes: whoever reads the new visitor must not find work of the old one.
    if (before !== null && before !== session.visitorId) core.drop(visitorChanged(), spared)
    setState({ session, visitorId: session.visitorId, status: 'active', error: null })
  }

  async function ask(reason: SessionReason, wish: SessionWish = {}, options?: RequestOptions): Promise<ChatSession> {
    const timeoutMs = timeoutOf(core, options)
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const request: SessionRequest & SessionHelpers = {
        ...wish,
        wish,
        reason,
        current: getState().session,
        signal,
        endpoint: core.backend.endpoint,
        mint: (credential, body) =>
          perform(core, 'chatSessionsCreate', body, { ...options, credential, retryable: true }),
        post: (endpoint, body, { signal, ...fetchOptions }) =>
          understood(endpoint, () =>
            requestJson(
              core,
              { method: 'POST', path: '', body },
              { endpoint, fetchOptions, signal: signal!, credential: '' },
            ),
          ),
        onForget: next => void (forget = next),
      }
      const session = await raceSignal(Promise.resolve(source!(request)), signal)
      // A token is what a header can hold: the error of one that is not would show it.
      if (
        /^[ -~]*$/.test(session?.clientToken ?? '\n') &&
        typeof session.visitorId === 'string' &&
        session.expiresAfter > 0
      )
        return session
      throw new ChatError('invalid_response', '`session` answers no ChatSession.')
    } catch (thrown) {
      throw signal.aborted ? timeoutError('the session source', timeoutMs) : toChatError(thrown)
    }
  }

  function start(reason: SessionReason): Promise<ChatSession> {
    if (pending) return pending
    setState({ status: 'renewing' })
    const mint = ask(reason)
      .then(
        session => {
          if (pending === mint) adopt(session)
        },
        (error: ChatError) => {
          if (pending === mint) refuse(reason, error)
        },
      )
      .then(() => {
        // Whoever was waiting goes on as the visitor of now, if there is one.
        const { session } = getState()
        if (!session) throw visitorChanged()
        return session
      })
    return (pending = mint)
  }

  /** Throws the error, unless the session is still good: one failed renewal must not take a working chat away. */
  function refuse(reason: SessionReason, error: ChatError): void {
    pending = null
    const now = Date.now()
    if (reason !== 'expiring' || now >= expiresAt) {
      refusedAt = now
      setState({ status: 'refused', error })
      throw error
    }
    renewAt = Math.min(expiresAt, now + RENEWAL_PAUSE_MS)
    setState({ status: 'active' })
  }

  function refusal() {
    const { status, error } = getState()
    return status === 'refused' && Date.now() - refusedAt < REFUSAL_HOLDS_MS ? error : null
  }

  return {
    store,
    secretKey: () => (source as KeyHolder | undefined)?.secretKey?.(),
    adopt,
    refusal,
    async get(signal) {
      const { session } = getState()
      if (!source || (session && Date.now() < renewAt)) return session
      const refused = refusal()
      if (refused) throw refused
      return raceSignal(start(session ? 'expiring' : 'initial'), signal)
    },
    async renew(usedToken, signal) {
      const { session } = getState()
      if (session && session.clientToken !== usedToken && !pending) return session
      return source ? raceSignal(start('refused'), signal) : null
    },
    async create(wish, options) {
      if (!source) throw new ChatError('unsupported', 'createChatClient() has no `session`.')
      return ask('create', wish, options)
    },
    forget: () => forget(),
    clear(spared) {
      pending = null
      core.drop(visitorChanged(), spared)
      setState({ session: null, visitorId: nobody, status: 'none', error: null })
    },
  }
}
