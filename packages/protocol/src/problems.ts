import type { ErrorCode } from './types.ts'

/** What each error code that a server sends means: its HTTP status and the title of its problem document. */
export const problems = {
  bad_request: { status: 400, title: 'Bad request' },
  invalid_embed_origin: { status: 400, title: 'Invalid embed origin' },
  unauthorized: { status: 401, title: 'Unauthorized' },
  session_expired: { status: 401, title: 'Session expired' },
  session_revoked: { status: 401, title: 'Session revoked' },
  forbidden: { status: 403, title: 'Forbidden' },
  origin_mismatch: { status: 403, title: 'Origin mismatch' },
  origin_missing: { status: 403, title: 'Origin missing' },
  secret_key_in_browser: { status: 403, title: 'Secret key in a browser' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  run_active: { status: 409, title: 'A reply is being written' },
  idempotency_conflict: { status: 409, title: 'Idempotency key used with another body' },
  run_gone: { status: 410, title: 'The reply can no longer be resumed' },
  payload_too_large: { status: 413, title: 'Payload too large' },
  unsupported_media: { status: 415, title: 'Unsupported media type' },
  validation_failed: { status: 422, title: 'Validation failed' },
  rate_limited: { status: 429, title: 'Too many requests' },
  server_error: { status: 500, title: 'Server error' },
  responder_failed: { status: 502, title: 'The responder failed' },
  bad_gateway: { status: 502, title: 'Bad gateway' },
  unavailable: { status: 503, title: 'Unavailable' },
} as const satisfies Partial<Record<ErrorCode, { status: number; title: string }>>

/** The codes that a server sends; the rest of `ErrorCode` is made by clients. */
export type ProblemCode = keyof typeof problems
