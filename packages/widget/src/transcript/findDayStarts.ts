import type { Message } from '@parley/hooks'

const dayOf = (date: number): string => new Date(date).toDateString()

/** The messages that are the first of their day, with its date; today needs no mention at the beginning. */
export function findDayStarts(messages: readonly Message[], now = Date.now()): ReadonlyMap<string, string> {
  const starts = new Map<string, string>()
  let before = dayOf(now)
  for (const { id, metadata } of messages) {
    const time = Date.parse(metadata.createdAt)
    // Servers of other makes may leave it out.
    if (Number.isNaN(time) || dayOf(time) === before) continue
    before = dayOf(time)
    starts.set(id, metadata.createdAt)
  }
  return starts
}
