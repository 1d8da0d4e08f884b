import { LONGEST_TIMER_MS } from '../longestTimer.ts'
import { ResponderError } from '../ResponderError.ts'

interface Deadlines<T> {
  firstTokenTimeoutMs: number
  silenceTimeoutMs: number
  timeoutMs: number
  /** What counts as progress; keep-alives do not. */
  isToken: (part: T) => boolean
}

/** The parts of a stream as long as they come in time; aborts what makes them and throws when they do not. */
export async function* withDeadlines<T>(
  parts: AsyncIterable<T>,
  { firstTokenTimeoutMs, silenceTimeoutMs, timeoutMs, isToken }: Deadlines<T>,
  aborter: AbortController,
): AsyncGenerator<T> {
  const iterator = parts[Symbol.asyncIterator]()
  const end = Date.now() + timeoutMs
  let deadline = Date.now() + firstTokenTimeoutMs
  let late = 'The model did not begin its answer in time.'
  try {
    for (;;) {
      const step = await before(iterator.next(), Math.min(deadline, end), () =>
        end <= deadline ? 'The model took too long for its whole answer.' : late,
      )
      if (step.done) return
      if (isToken(step.value)) {
        deadline = Date.now() + silenceTimeoutMs
        late = 'The model fell silent in the middle of its answer.'
      }
      yield step.value
    }
  } finally {
    aborter.abort()
    // Not awaited: what hangs may never end.
    void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

function before<T>(promise: Promise<T>, deadline: number, reason: () => string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new ResponderError('bad_gateway', reason())),
      Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER_MS),
    )
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
