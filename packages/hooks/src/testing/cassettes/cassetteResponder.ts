import { scriptedResponder, type Responder } from '@parley/server'
import type { Faults } from '../faults.ts'
import type { Cassette } from './Cassette.ts'
import { cassetteEvents } from './cassetteEvents.ts'

/** Answers with what was recorded. `speed` 1 (default) is as it was, 10 is ten times as fast, `Infinity` at once. */
export function cassetteResponder(cassette: Cassette, { speed = 1 }: { speed?: number } = {}): Responder {
  return scriptedResponder(async function* play({ signal }) {
    const begun = performance.now()
    for (const { at, event } of cassetteEvents(cassette)) {
      // By the clock, not from one event to the next: timers come late, and 10,000 of them would add up.
      const waitMs = begun + at / speed - performance.now()
      if (waitMs > 1) await new Promise(resolve => setTimeout(resolve, waitMs))
      if (signal.aborted) return
      yield event
    }
  })
}

/** Breaks the next replies' connections where they broke when the cassette was recorded. */
export function cutAsRecorded(faults: Faults, { cuts = [] }: Cassette): void {
  for (const events of cuts) faults.cutAfter(events)
}
