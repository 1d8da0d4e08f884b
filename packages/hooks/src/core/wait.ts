import { ChatError } from './ChatError.ts'

export const abortedError = (cause?: unknown): ChatError =>
  cause instanceof ChatError ? cause : new ChatError('aborted', 'The request was cancelled.', { cause })

/** No sign of life for so long: a head, a session, an event. */
export const timeoutError = (from: string, ms: number): ChatError =>
  new ChatError('timeout', `No answer from ${from} within ${ms} ms.`)

/** Resolves after `ms`; rejects with `aborted` as soon as the signal is. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return raceSignal(
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      signal?.addEventListener('abort', () => clearTimeout(timer), { once: true })
    }),
    signal,
  )
}

/** The promise, or `aborted` when the signal fires first. The work behind the promise goes on. */
export function raceSignal<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise
  if (signal.aborted) return Promise.reject(abortedError(signal.reason))
  return new Promise<T>((resolve, reject) => {
    const handleAbort = () => reject(abortedError(signal.reason))
    signal.addEventListener('abort', handleAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', handleAbort))
  })
}
