import { formatEventId, type ReplyEvent } from '@parley/protocol'

/** The encoded events of one run, appended to by its writer and shared by every reader; event n is at n - 1. */
export interface RunLog {
  readonly runId: string
  readonly length: number
  readonly ended: boolean
  /** Told after the last event, without a number: an end that the process which wrote the run did not tell. */
  readonly ending: string
  /** How many read it now. */
  readers: number
  encode(event: ReplyEvent): string
  append(encoded: string): void
  /** No event follows, but perhaps `ending`. */
  end(ending?: ReplyEvent): void
  /** The events from a cursor on, some 64 kB at most, and where to go on. */
  take(cursor: number): { text: string; next: number }
  /** Called at the next append or end; answers how to stop waiting. */
  wait(wake: () => void): () => void
}

const TAKE_AT_MOST = 64 * 1024

export function createRunLog(runId: string, events: string[] = []): RunLog {
  const waiting = new Set<() => void>()
  let ended = false
  let ending = ''

  const wakeAll = (): void => {
    const woken = [...waiting]
    waiting.clear()
    for (const wake of woken) wake()
  }

  return {
    runId,
    readers: 0,
    get length() {
      return events.length
    },
    get ended() {
      return ended
    },
    get ending() {
      return ending
    },
    // Called once per event and directly before its append, so the next number is its own.
    encode: event => `id: ${formatEventId(runId, events.length + 1)}\ndata: ${JSON.stringify(event)}\n\n`,
    append(encoded) {
      events.push(encoded)
      wakeAll()
    },
    end(event) {
      ended = true
      if (event) ending = `data: ${JSON.stringify(event)}\n\n`
      wakeAll()
    },
    take(cursor) {
      let text = ''
      let next = cursor
      while (next < events.length && text.length < TAKE_AT_MOST) text += events[next++]
      return { text, next }
    },
    wait(wake) {
      waiting.add(wake)
      return () => waiting.delete(wake)
    },
  }
}

/** JSON holds no line breaks, so a blank line ends each event. */
export const splitEvents = (text: string): string[] => text.split(/(?<=\n\n)/)

/** The JSON of an event. Not by `.` or `$`: U+2028 and U+2029 stand in JSON as they are, and end a line to them. */
export const dataOf = (event: string): string | undefined =>
  event
    .split('\n')
    .find(line => line.startsWith('data: '))
    ?.slice('data: '.length)
