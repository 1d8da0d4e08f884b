import type { ErrorCode } from './types.ts'

/**
 * The error codes that a server tells, by the HTTP status that they come with; under 0 the one that only streams tell. The
 * first of several is what the status means by itself.
 */
export const errorCodes = {
  400: ['bad_request', 'invalid_embed_origin'],
  401: ['unauthorized', 'session_expired', 'session_revoked'],
  403: ['forbidden', 'origin_mismatch', 'origin_missing', 'secret_key_in_browser'],
  404: ['not_found'],
  408: ['timeout'],
  409: ['conflict', 'run_active', 'idempotency_conflict'],
  410: ['run_gone'],
  413: ['payload_too_large'],
  415: ['unsupported_media'],
  422: ['validation_failed'],
  429: ['rate_limited'],
  500: ['server_error'],
  502: ['bad_gateway', 'responder_failed'],
  503: ['unavailable'],
  0: ['stream_interrupted'],
} as const satisfies Record<number, readonly ErrorCode[]>

/** A code that a server tells: what only clients say is none. */
export const isErrorCode = (value: unknown): value is ErrorCode =>
  Object.values<readonly unknown[]>(errorCodes).flat().includes(value)
