import type { ChatError } from './ChatError.ts'
import type { RetryConfig } from './RequestOptions.ts'

const defaults = { initialInterval: 500, maxInterval: 8_000, exponent: 1.5, maxElapsedTime: 30_000 }

/** Full jitter: anywhere between 0 and the capped exponential. */
export const jitteredDelay = (attempt: number, { initialInterval, maxInterval, exponent } = defaults): number =>
  Math.random() * Math.min(maxInterval, initialInterval * exponent ** attempt)

/** Milliseconds until the next attempt, or null when there is none. `Retry-After` wins over the backoff. */
export function retryDelay(
  config: RetryConfig | undefined,
  error: ChatError,
  attempt: number,
  elapsedMs: number,
): number | null {
  if (config?.strategy === 'none' || !error.retryable) return null
  if (error.code === 'network' && config?.retryConnectionErrors === false) return null
  const backoff = config?.backoff ?? defaults
  const delay = Math.max(error.retryAfterMs ?? 0, jitteredDelay(attempt, backoff))
  return elapsedMs + delay > backoff.maxElapsedTime ? null : delay
}
