import { problems, type FieldError, type ProblemCode } from '@parley/protocol'

interface ProblemOptions {
  errors?: FieldError[]
  runId?: string
  headers?: Record<string, string>
  cause?: unknown
}

/** A refusal with a code of the contract; the routes turn it into `application/problem+json`. */
export class ChatProblem extends Error {
  override readonly name = 'ChatProblem'
  readonly code: ProblemCode
  readonly errors: FieldError[] | undefined
  readonly runId: string | undefined
  readonly headers: Record<string, string>

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause })
    this.code = code
    this.errors = options.errors
    this.runId = options.runId
    this.headers = options.headers ?? {}
  }

  get status(): number {
    return problems[this.code].status
  }
}

const endings = {
  session_revoked: 'This session was revoked.',
  session_expired: 'This session has expired.',
  unauthorized: 'Send a valid token as "Authorization: Bearer …".',
}

/** Why a session's token is not taken. */
export const sessionProblem = (code: keyof typeof endings, detail = endings[code]): ChatProblem =>
  new ChatProblem(code, detail, { headers: { 'www-authenticate': 'Bearer' } })

/** Missing and foreign are the same answer, so that an id tells nothing about other visitors. */
export const notFound = (what: string): ChatProblem => new ChatProblem('not_found', `There is no such ${what} for you.`)

export const overloaded = (retryAfter: number): ChatProblem =>
  new ChatProblem('unavailable', `The server has more to do than it can. Try again in ${retryAfter} s.`, {
    headers: { 'retry-after': String(retryAfter) },
  })

/** Whoever mounts a server can go on sending it requests. */
export const closed = (): ChatProblem =>
  new ChatProblem('unavailable', 'This chat server was closed. Make a new one with createChatServer().', {
    headers: { 'retry-after': '2' },
  })

export const closing = (): ChatProblem =>
  new ChatProblem('unavailable', 'This server is about to stop. Try again shortly.', {
    headers: { 'retry-after': '2' },
  })
