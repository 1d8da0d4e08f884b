import { vi } from 'vitest'

const setRealImmediate = globalThis.setImmediate
let hashing = 0

/** Hashes are made by other threads, in real time. The simulated time stands still meanwhile. */
const { subtle } = globalThis.crypto
const digest = subtle.digest.bind(subtle)
subtle.digest = (...given: Parameters<typeof digest>) => {
  hashing++
  return digest(...given).finally(() => hashing--)
}

async function settled(): Promise<void> {
  do for (let turn = 0; turn < 2; turn++) await new Promise<void>(resolve => void setRealImmediate(resolve))
  while (hashing > 0)
}

/** From now on time passes only by `pass`. */
export function stopTime(): void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    now: Date.UTC(2026, 0, 1),
  })
}

/** Lets time pass, in steps, and everything happen that is due in it. */
export async function pass(ms: number, stepMs = ms > 5000 ? 200 : ms >= 400 ? 50 : 10): Promise<void> {
  await settled()
  for (let passed = 0; passed < ms; passed += stepMs) {
    await vi.advanceTimersByTimeAsync(stepMs)
    await settled()
  }
}

/** For what is away from this process, and does not wait: time passes by itself, and less of it. */
export const passReally = (ms: number): Promise<void> =>
  new Promise(resolve => void setTimeout(resolve, Math.min(ms, 400)))
