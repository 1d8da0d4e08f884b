import { errorCodes, isErrorCode, type ErrorCode, type FieldError, type Problem } from '@parley/protocol'
import type { Wire } from './Backend.ts'

/** The codes of the server and those that only a client knows. A closed union: a switch over it can be complete. */
export type ChatErrorCode = ErrorCode

export interface ChatErrorDetails {
  status?: number
  retryAfterMs?: number
  requestId?: string
  errors?: readonly FieldError[]
  response?: Response
  cause?: unknown
}

const retryableCodes: readonly ChatErrorCode[] = [
  'rate_limited',
  'server_error',
  'bad_gateway',
  'unavailable',
  'network',
  'timeout',
  'stream_interrupted',
]

/** The one error of the client: recognised by its closed `code`, never by its text. */
export class ChatError extends Error {
  // A field, which is defined and not assigned: pages freeze Error.prototype.
  override readonly name = 'ChatError'
  declare readonly code: ChatErrorCode
  /** Whether the same request may succeed later. */
  declare readonly retryable: boolean
  declare readonly status: number | undefined
  declare readonly retryAfterMs: number | undefined
  declare readonly requestId: string | undefined
  declare readonly errors: readonly FieldError[] | undefined
  declare readonly response: Response | undefined

  constructor(code: ChatErrorCode, message: string, details: ChatErrorDetails = {}) {
    super(message, details) // takes only the cause
    Object.assign(this, details, { code, retryable: retryableCodes.includes(code) })
  }
}

/** Anything thrown as a ChatError: its own kind unchanged, the rest as `network`, which is what `fetch` throws for. */
export const toChatError = (
  thrown: unknown,
  message = (thrown as Error | null)?.message ?? String(thrown),
): ChatError => (thrown instanceof ChatError ? thrown : new ChatError('network', message, { cause: thrown }))

const codeOfStatus = (status: number): ChatErrorCode =>
  (errorCodes as Partial<Record<number, readonly ErrorCode[]>>)[status]?.[0] ??
  (status < 500 ? 'bad_request' : 'server_error')

/** The error of an answer that is not 2xx: from its problem document (RFC 9457), else from its status alone. */
export async function errorFromResponse(
  response: Response,
  endpoint: string,
  asProblem?: Wire['readError'],
): Promise<ChatError> {
  // The one in the error can be read again. An error whose body is broken, or of another shape, is still that error.
  const problem = await response
    .clone()
    .json()
    .then((body: unknown) => (asProblem?.(body) ?? body) as (Partial<Problem> & { message?: string }) | null)
    .catch(() => null)
  const { status } = response
  const code: ChatErrorCode = isErrorCode(problem?.code) ? problem.code : codeOfStatus(status)
  return new ChatError(code, problem?.detail ?? problem?.message ?? `${endpoint} answered ${status}.`, {
    status,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
    requestId: problem?.requestId ?? response.headers.get('x-request-id') ?? undefined,
    errors: problem?.errors,
    response,
  })
}

const LONGEST_RETRY_AFTER_MS = 120_000

/** `Retry-After` in seconds or as a date (RFC 9110), in milliseconds, 0 to 120,000; undefined when it says neither. */
export function parseRetryAfter(header: string | null, now = Date.now()): number | undefined {
  const seconds = Number(header || NaN)
  const ms = isNaN(seconds) ? Date.parse(header!) - now : seconds * 1000
  return isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS)
}
