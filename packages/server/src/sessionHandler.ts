import { createChatSession, type CreateChatSessionOptions } from './createChatSession.ts'

type Maybe<T> = T | null | undefined

/** What `chatSessionHandler` takes. Who the visitor is comes from the login of the site. */
export interface ChatSessionHandlerOptions<Request> extends Pick<
  CreateChatSessionOptions,
  'serverUrl' | 'secretKey' | 'expiresAfter' | 'timeoutMs' | 'fetch'
> {
  /** Origin of your pages; of several the one that asks. Never taken from what the browser sends besides. */
  embedOrigin: string | readonly string[]
  /** Who is signed in, by your own cookie or session; nobody is answered 401. */
  userIdentifier: (request: Request) => Maybe<string> | Promise<Maybe<string>>
  /** `gram`: what Gram's `chatSessions.create` answered, for its clients. */
  shape?: 'parley' | 'gram'
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * The endpoint of your backend that `sessionUrl()` and `data-session-url` ask, for everything that has web-standard
 * requests: a Next.js route handler, Hono, Bun. Origin and user come from your code; the body that the browser sends is
 * not read, and a request from a page of another origin is refused (403).
 */
export const chatSessionHandler =
  (options: ChatSessionHandlerOptions<Request>): ((request: Request) => Promise<Response>) =>
  async request => {
    const { body, ...init } = await answer(options, request, request.method, name => request.headers.get(name))
    return new Response(body, init)
  }

/** What Express and `node:http` give and take, as far as the handler needs it. */
export interface NodeRequest {
  method?: string | undefined
  headers: Record<string, string | string[] | undefined>
}
/** What the handler needs of a response of `node:http` or Express. */
export interface NodeResponse {
  readonly headersSent?: boolean
  writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown }
}

/**
 * The same for Express and `node:http`, and for Koa and Fastify with their raw request and response. `userIdentifier`
 * gets the request, with what your middleware put there. The promise is kept when the answer is written and never
 * rejects; where somebody else has answered by then, as a timeout or a redirect to a login does, nothing is written.
 */
export const nodeChatSessionHandler =
  <R extends NodeRequest>(
    options: ChatSessionHandlerOptions<R>,
  ): ((request: R, response: NodeResponse) => Promise<void>) =>
  async (request, response) => {
    // Express 4 and `node:http` wait for no promise: what it rejected with would end their process.
    try {
      const { status, headers, body } = await answer(
        options,
        request,
        request.method,
        name => request.headers[name] as Maybe<string>,
      )
      if (!response.headersSent) response.writeHead(status, headers).end(body)
    } catch (error) {
      console.error(error)
    }
  }

async function answer<R>(
  { embedOrigin, userIdentifier, shape, ...options }: ChatSessionHandlerOptions<R>,
  request: R,
  method: string | undefined,
  header: (name: string) => Maybe<string>,
): Promise<Answer> {
  const origins = [embedOrigin].flat()
  const origin = header('origin')
  const site = header('sec-fetch-site')
  if (method !== 'POST') return problem(405, 'bad_request', 'Ask for a session with POST.', { allow: 'POST' })
  const isOwn = origin ? origins.includes(origin) : !site || site === 'same-origin'
  if (!isOwn) return problem(403, 'origin_mismatch', 'Sessions are for pages of this site only.')
  try {
    const user = await userIdentifier(request)
    if (!user) return problem(401, 'unauthorized', 'Sign in first.')
    const session = await createChatSession({ ...options, embedOrigin: origin || origins[0]!, userIdentifier: user })
    return json(201, shape === 'gram' ? asGram(session) : session)
  } catch (error) {
    // The page gets no detail of the backend; whoever runs it does.
    console.error(error)
    return problem(503, 'unavailable', 'The chat cannot be reached. Try again shortly.', { 'retry-after': '5' })
  }
}

const asGram = ({ clientToken, embedOrigin, expiresAfter, status, userIdentifier }: SessionAnswer) => ({
  client_token: clientToken,
  embed_origin: embedOrigin,
  expires_after: expiresAfter,
  status,
  user_identifier: userIdentifier,
})
type SessionAnswer = Awaited<ReturnType<typeof createChatSession>>

const json = (status: number, value: object, headers?: Record<string, string>): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
})

const problem = (status: number, code: string, detail: string, headers?: Record<string, string>): Answer =>
  json(
    status,
    { type: 'about:blank', title: detail, status, detail, code },
    { 'content-type': 'application/problem+json', ...headers },
  )
