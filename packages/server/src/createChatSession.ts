import type { ChatSession } from '@parley/protocol'

/** What `createChatSession` takes. Origin and visitor come from server code, never from the body of a browser. */
export interface CreateChatSessionOptions {
  /** Where the chat server is, such as https://chat.example.com. */
  serverUrl: string
  /** `sk_…`. Keep it in your backend. */
  secretKey: string
  /** Origin of the page that the widget runs on; null for a client that is no browser. */
  embedOrigin: string | null
  /** Your own id of the signed-in user; without one the visitor is anonymous. */
  userIdentifier?: string
  /** Seconds, 60 to 3600. Default: 900. */
  expiresAfter?: number
  /** Of an earlier anonymous session, so that its visitor comes back. */
  visitorToken?: string
  /** For the whole answer of the chat server; `Infinity` is no limit. Default: 10 000. */
  timeoutMs?: number
  fetch?: typeof fetch
}

/** Mints a chat session from your backend. Throws with the server's own words when it is refused. */
export async function createChatSession(options: CreateChatSessionOptions): Promise<ChatSession> {
  const { serverUrl, secretKey, timeoutMs = 10_000, fetch: send = fetch, ...body } = options
  if (typeof window !== 'undefined' && typeof document !== 'undefined')
    throw new Error('createChatSession runs in a backend: in a browser, everybody could read the secret key.')
  // As an environment variable that is missing gives it.
  if (!URL.canParse(serverUrl)) throw new Error('createChatSession: serverUrl must be the URL of the chat server.')
  if (!secretKey?.startsWith('sk_')) throw new Error('createChatSession: secretKey must be the server’s "sk_…" key.')
  const url = new URL('v1/chatSessions', serverUrl.endsWith('/') ? serverUrl : `${serverUrl}/`)
  const signal = timeoutMs === Infinity ? null : AbortSignal.timeout(timeoutMs)
  const failure = (cause: unknown): Error =>
    new Error(
      signal?.aborted
        ? `createChatSession: no answer from ${url.origin} within ${timeoutMs / 1000} s.`
        : `createChatSession: could not reach ${url.origin}. Check serverUrl and that it runs.`,
      { cause },
    )
  const response = await send(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((cause: unknown) => {
    throw failure(cause)
  })
  const answer: unknown = await response.json().catch((cause: unknown) => {
    if (signal?.aborted) throw failure(cause)
  })
  if (response.status === 201 && isSession(answer)) return answer
  const { code = 'invalid_response', detail = 'The answer was not a chat session. Check serverUrl.' } =
    (answer as { code?: string; detail?: string } | undefined) ?? {}
  throw Object.assign(new Error(`createChatSession: ${response.status} ${code}: ${detail}`), {
    code,
    status: response.status,
  })
}

const isSession = (value: unknown): value is ChatSession =>
  typeof value === 'object' && value !== null && 'clientToken' in value
