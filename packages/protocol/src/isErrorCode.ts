import type { ProblemCode } from './problems.ts'
import type { ErrorCode } from './types.ts'

/** Every code once, so that a code that is new in the contract does not compile until it is here. */
const codes = {
  bad_request: 1,
  invalid_embed_origin: 1,
  unauthorized: 1,
  session_expired: 1,
  session_revoked: 1,
  forbidden: 1,
  origin_mismatch: 1,
  origin_missing: 1,
  secret_key_in_browser: 1,
  not_found: 1,
  conflict: 1,
  run_active: 1,
  run_gone: 1,
  idempotency_conflict: 1,
  payload_too_large: 1,
  unsupported_media: 1,
  validation_failed: 1,
  rate_limited: 1,
  server_error: 1,
  bad_gateway: 1,
  unavailable: 1,
  responder_failed: 1,
  stream_interrupted: 1,
  network: 1,
  timeout: 1,
  aborted: 1,
  invalid_response: 1,
  unsupported: 1,
} satisfies Record<ErrorCode, 1>

export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(codes, value)

/** The codes that only clients make. */
export type ClientCode = Exclude<ErrorCode, ProblemCode>
