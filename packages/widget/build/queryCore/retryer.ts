// Instead of query-core's own, which tries again and waits for a network and a focused window. The client does.

export class CancelledError extends Error {
  revert: boolean | undefined
  silent: boolean | undefined
  constructor(options?: { revert?: boolean; silent?: boolean }) {
    super('CancelledError')
    this.revert = options?.revert
    this.silent = options?.silent
  }
}

export const canFetch = (): boolean => true

interface Work<Value> {
  fn: () => Value | Promise<Value>
  onCancel?: (error: CancelledError) => void
}

/** Work that is done once, and can be cancelled until it is. */
export function createRetryer<Value>({ fn, onCancel }: Work<Value>) {
  let status: 'pending' | 'resolved' | 'rejected' = 'pending'
  let resolve: (value: Value) => void
  let reject: (error: unknown) => void
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = value => {
      if (status === 'pending') status = 'resolved'
      onResolve(value)
    }
    reject = error => {
      if (status === 'pending') status = 'rejected'
      onReject(error)
    }
  })
  // Who awaits it hears of it.
  promise.catch(() => {})
  return {
    promise,
    status: () => status,
    cancel(options?: { revert?: boolean; silent?: boolean }) {
      if (status !== 'pending') return
      const error = new CancelledError(options)
      reject(error)
      onCancel?.(error)
    },
    start() {
      try {
        Promise.resolve(fn()).then(resolve, reject)
      } catch (error) {
        reject(error)
      }
      return promise
    },
    canStart: () => true,
    continue: () => promise,
    cancelRetry() {},
    continueRetry() {},
  }
}
