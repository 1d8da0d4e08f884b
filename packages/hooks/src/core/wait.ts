import { ChatError } from './ChatError.ts'

export const abortedError = (cause?: unknown): ChatError =>
  cause instanceof ChatError ? cause : new ChatError('aborted', 'Cancelled.', { cause })

/** No sign of life for so long: a head, a session, an event. */
export const timeoutError = (from: string, ms: number): ChatError =>
  new ChatError('timeout', `No answer from ${from} within ${ms} ms.`)

/** What was asked for one visitor is nothing for another. */
export const visitorChanged = (): ChatError => new ChatError('aborted', 'The visitor changed.')

/** Resolves after `ms`; rejects with `aborted` as soon as the signal is. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout>
  const time = new Promise<void>(resolve => (timer = setTimeout(resolve, ms)))
  return raceSignal(time, signal).finally(() => clearTimeout(timer))
}

/** The promise, or `aborted` when the signal fires first. The work behind the promise goes on. */
export function raceSignal<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(abortedError(signal.reason)))
    promise.then(resolve, reject).finally(forget)
  })
}

/** Calls back when the signal fires, at once when it has. Returns the unsubscriber. */
export function onAbort(signal: AbortSignal | undefined, handle: () => void): () => void {
  if (signal?.aborted) handle()
  signal?.addEventListener('abort', handle)
  return () => signal?.removeEventListener('abort', handle)
}
