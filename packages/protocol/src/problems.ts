import { errorStatus } from './isErrorCode.ts'
import type { ErrorCode } from './types.ts'

/** What each error code that a server sends means: its HTTP status and the title of its problem document. */
export const problems = {
  bad_request: { status: errorStatus.bad_request, title: 'Bad request' },
  invalid_embed_origin: { status: errorStatus.invalid_embed_origin, title: 'Invalid embed origin' },
  unauthorized: { status: errorStatus.unauthorized, title: 'Unauthorized' },
  session_expired: { status: errorStatus.session_expired, title: 'Session expired' },
  session_revoked: { status: errorStatus.session_revoked, title: 'Session revoked' },
  forbidden: { status: errorStatus.forbidden, title: 'Forbidden' },
  origin_mismatch: { status: errorStatus.origin_mismatch, title: 'Origin mismatch' },
  origin_missing: { status: errorStatus.origin_missing, title: 'Origin missing' },
  secret_key_in_browser: { status: errorStatus.secret_key_in_browser, title: 'Secret key in a browser' },
  not_found: { status: errorStatus.not_found, title: 'Not found' },
  conflict: { status: errorStatus.conflict, title: 'Conflict' },
  run_active: { status: errorStatus.run_active, title: 'A reply is being written' },
  idempotency_conflict: { status: errorStatus.idempotency_conflict, title: 'Idempotency key used with another body' },
  run_gone: { status: errorStatus.run_gone, title: 'The reply can no longer be resumed' },
  payload_too_large: { status: errorStatus.payload_too_large, title: 'Payload too large' },
  unsupported_media: { status: errorStatus.unsupported_media, title: 'Unsupported media type' },
  validation_failed: { status: errorStatus.validation_failed, title: 'Validation failed' },
  rate_limited: { status: errorStatus.rate_limited, title: 'Too many requests' },
  server_error: { status: errorStatus.server_error, title: 'Server error' },
  responder_failed: { status: errorStatus.responder_failed, title: 'The responder failed' },
  bad_gateway: { status: errorStatus.bad_gateway, title: 'Bad gateway' },
  unavailable: { status: errorStatus.unavailable, title: 'Unavailable' },
} as const satisfies Partial<Record<ErrorCode, { status: number; title: string }>>

/** The codes that a server sends; the rest of `ErrorCode` is made by clients. */
export type ProblemCode = keyof typeof problems
