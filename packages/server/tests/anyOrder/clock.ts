import { vi } from 'vitest'
import { settled } from '../../../../tests/simulatedTime.ts'

export { stopTime } from '../../../../tests/simulatedTime.ts'

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
