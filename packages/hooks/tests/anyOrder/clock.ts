import { act } from '@testing-library/react'
import { vi } from 'vitest'
import { settled } from '../../../../tests/simulatedTime.ts'

export { stopTime } from '../../../../tests/simulatedTime.ts'

/** Lets time pass, in steps, and everything happen that is due in it. */
export async function pass(ms: number, stepMs = 20): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs)
    await act(async () => {
      await vi.advanceTimersByTimeAsync(stepMs)
      await settled()
    })
}

/** Does something, and what follows from it at once. */
export const now = (run: () => unknown): Promise<void> =>
  act(async () => {
    await run()
    await settled()
  })
