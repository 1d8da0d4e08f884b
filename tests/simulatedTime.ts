import { vi } from 'vitest'

const setRealImmediate = globalThis.setImmediate
let hashing = 0

/** Hashes are made by other threads, in real time. The simulated time stands still meanwhile. */
const { subtle } = globalThis.crypto
for (const name of ['digest', 'importKey', 'sign', 'verify'] as const) {
  const hash = subtle[name].bind(subtle) as (...given: unknown[]) => Promise<unknown>
  Object.assign(subtle, {
    [name]: (...given: unknown[]) => {
      hashing++
      return hash(...given).finally(() => hashing--)
    },
  })
}

/** What is due now has happened, also what other threads do for it. */
export async function settled(): Promise<void> {
  do for (let turn = 0; turn < 2; turn++) await new Promise<void>(resolve => void setRealImmediate(resolve))
  while (hashing > 0)
}

/** From now on time passes only when a simulation lets it. */
export function stopTime(): void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    now: Date.UTC(2026, 0, 1),
  })
}
