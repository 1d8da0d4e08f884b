import { isErrorCode, type ErrorCode, type FieldError, type Problem } from '@parley/protocol'

export type ChatErrorCode = ErrorCode

export interface ChatErrorDetails {
  status?: number
  retryAfterMs?: number
  requestId?: string
  errors?: readonly FieldError[]
  response?: Response
  /** The run that a `run_active` names. */
  runId?: string
  cause?: unknown
}

const retryableCodes: ReadonlySet<ChatErrorCode> = new Set([
  'rate_limited',
  'server_error',
  'bad_gateway',
  'unavailable',
  'network',
  'timeout',
  'stream_interrupted',
])

/** The one error of the client: recognised by its closed `code`, never by its text. */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: ChatErrorCode
  readonly status: number | undefined
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly requestId: string | undefined
  readonly errors: readonly FieldError[] | undefined
  readonly response: Response | undefined
  readonly runId: string | undefined

  constructor(code: ChatErrorCode, message: string, details: ChatErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.status = details.status
    this.retryable = retryableCodes.has(code)
    this.retryAfterMs = details.retryAfterMs
    this.requestId = details.requestId
    this.errors = details.errors
    this.response = details.response
    this.runId = details.runId
  }
}

/** Anything thrown as a ChatError: its own kind unchanged, the rest with `fallback` as code. */
export const toChatError = (thrown: unknown, fallback: ChatErrorCode = 'network'): ChatError =>
  thrown instanceof ChatError
    ? thrown
    : new ChatError(fallback, thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })

const codeByStatus = new Map<number, ChatErrorCode>([
  [400, 'bad_request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [408, 'timeout'],
  [409, 'conflict'],
  [410, 'run_gone'],
  [413, 'payload_too_large'],
  [415, 'unsupported_media'],
  [422, 'validation_failed'],
  [429, 'rate_limited'],
  [502, 'bad_gateway'],
  [503, 'unavailable'],
  [504, 'bad_gateway'],
])

/** The error of an answer that is not 2xx: from its problem document (RFC 9457), else from its status alone. */
export async function errorFromResponse(response: Response, endpoint: string): Promise<ChatError> {
  const problem = await readProblem(response)
  const status = response.status
  const code: ChatErrorCode = isErrorCode(problem?.code)
    ? problem.code
    : (codeByStatus.get(status) ?? (status >= 500 ? 'server_error' : 'bad_request'))
  return new ChatError(code, problem?.detail ?? `${endpoint} answered ${status}.`, {
    status,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
    requestId: problem?.requestId ?? response.headers.get('x-request-id') ?? undefined,
    errors: problem?.errors,
    runId: problem?.runId,
    response,
  })
}

async function readProblem(response: Response): Promise<Partial<Problem> | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null
  try {
    const body: unknown = await response.clone().json()
    return typeof body === 'object' && body !== null ? body : null
  } catch {
    return null // an error whose body is broken is still that error
  }
}

const LONGEST_RETRY_AFTER_MS = 120_000

/** `Retry-After` in seconds or as a date (RFC 9110), in milliseconds, 0 to 120,000; undefined when it says neither. */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  const ms = /^-?\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  if (Number.isNaN(ms)) return undefined
  return Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS)
}
