import type { ChatError } from './ChatError.ts'

/** Which failures are tried again, and how long. Default: `backoff`, of what may be repeated without harm. */
export type RetryConfig =
  | { strategy: 'none' }
  | {
      strategy: 'backoff'
      /**
       * Milliseconds; full jitter below `min(maxInterval, initialInterval × exponent^attempt)`. Default: 500, 8,000, 1.5,
       * and 30,000 in all.
       */
      backoff?: { initialInterval: number; maxInterval: number; exponent: number; maxElapsedTime: number }
      /** Retry when no answer came at all. Default true. */
      retryConnectionErrors?: boolean
    }

/** What every operation takes beside its request. */
export interface RequestOptions {
  signal?: AbortSignal
  /**
   * Milliseconds to wait for an answer, the session that it needs included; for a stream its head, then each silence.
   * Default: the client's, else 30,000; 300,000 for answers in one piece, 120,000 for replies of Inkeep and Aurora.
   */
  timeoutMs?: number
  retries?: RetryConfig
  fetchOptions?: Omit<RequestInit, 'method' | 'body' | 'signal'>
  /** Makes a create or send safe to repeat; made for each one when missing. */
  idempotencyKey?: string
}

/** The outcome of an operation: it never throws what the server or the network did. */
export type Result<T, E = ChatError> = { ok: true; value: T; error?: never } | { ok: false; error: E; value?: never }
