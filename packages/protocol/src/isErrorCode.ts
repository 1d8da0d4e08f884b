import type { ErrorCode } from './types.ts'

/**
 * Every error code with the HTTP status that it comes with; 0 for those that only clients make. Of several with one
 * status the first is what the status means by itself.
 */
export const errorStatus = {
  bad_request: 400,
  invalid_embed_origin: 400,
  unauthorized: 401,
  session_expired: 401,
  session_revoked: 401,
  forbidden: 403,
  origin_mismatch: 403,
  origin_missing: 403,
  secret_key_in_browser: 403,
  not_found: 404,
  timeout: 408,
  conflict: 409,
  run_active: 409,
  idempotency_conflict: 409,
  run_gone: 410,
  payload_too_large: 413,
  unsupported_media: 415,
  validation_failed: 422,
  rate_limited: 429,
  server_error: 500,
  bad_gateway: 502,
  responder_failed: 502,
  unavailable: 503,
  stream_interrupted: 0,
  network: 0,
  aborted: 0,
  invalid_response: 0,
  unsupported: 0,
} as const satisfies Record<ErrorCode, number>

export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(errorStatus, value)
