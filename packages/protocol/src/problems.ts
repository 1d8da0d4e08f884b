import { errorCodes } from './isErrorCode.ts'
import type { ErrorCode } from './types.ts'

const titles = {
  bad_request: 'Bad request',
  invalid_embed_origin: 'Invalid embed origin',
  unauthorized: 'Unauthorized',
  session_expired: 'Session expired',
  session_revoked: 'Session revoked',
  forbidden: 'Forbidden',
  origin_mismatch: 'Origin mismatch',
  origin_missing: 'Origin missing',
  secret_key_in_browser: 'Secret key in a browser',
  not_found: 'Not found',
  conflict: 'Conflict',
  run_active: 'A reply is being written',
  idempotency_conflict: 'Idempotency key used with another body',
  run_gone: 'The reply can no longer be resumed',
  payload_too_large: 'Payload too large',
  unsupported_media: 'Unsupported media type',
  validation_failed: 'Validation failed',
  rate_limited: 'Too many requests',
  server_error: 'Server error',
  responder_failed: 'The responder failed',
  bad_gateway: 'Bad gateway',
  unavailable: 'Unavailable',
} as const satisfies Partial<Record<ErrorCode, string>>

/** The codes that a server sends; the rest of `ErrorCode` is made by clients. */
export type ProblemCode = keyof typeof titles

/** What each of them means: its HTTP status and the title of its problem document. */
export const problems = Object.fromEntries(
  Object.entries(errorCodes).flatMap(([status, codes]) =>
    codes
      .filter((code: ErrorCode): code is ProblemCode => code in titles)
      .map(code => [code, { status: Number(status), title: titles[code] }]),
  ),
) as Record<ProblemCode, { status: number; title: string }>
