import { isTerminal, type ReplyEvent } from '@parley/protocol'
import type { Cassette } from './Cassette.ts'

/** What a reply that nobody ended ends with. */
const brokenOff: ReplyEvent = { type: 'error', errorText: 'The reply broke off.', code: 'stream_interrupted' }

/** Every event of a cassette with its time, repetitions written out, and an end where the recording has none. */
export function* cassetteEvents({ events }: Cassette): Generator<{ at: number; event: ReplyEvent }> {
  let now = 0
  for (const { at, times = 1, every = 0, event } of events)
    for (let count = 0; count < times; count++) {
      now = at + count * every
      yield { at: now, event }
      if (isTerminal(event)) return
    }
  yield { at: now, event: brokenOff }
}
