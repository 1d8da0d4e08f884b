import type { LoadGuard } from '../operations/LoadGuard.ts'

const SAMPLE_MS = 50
/** Of the time that a reply waits to begin, as it counts beside the lateness of a timer. */
const WAITING_PART = 0.3
/** One late sample is a stall of the machine, several are more work than can be done. */
const LATE_SAMPLES = 3
const AT_MOST = 0.95
const RECOVER = 0.05

export interface LoadMeterOptions {
  /** What waits so long in this process, time after time, waits in a queue that does not get shorter. Default: 150. */
  lateMs?: number
  random?: () => number
}

/** Says which requests to refuse while there is more to do than can be done. */
export interface LoadMeter extends LoadGuard {
  /** The part of new work that is refused, 0 to 0.95. */
  readonly refused: number
  /** Tells how late the process came to its work. */
  sample(lateMs: number): void
}

/**
 * Which part to refuse, from how late a timer is: a server with more to do than it can is late for everything, and
 * would answer all of it too late. Reads are refused only when new work alone is not enough.
 */
export function createLoadMeter({ lateMs: limit = 150, random = Math.random }: LoadMeterOptions = {}): LoadMeter {
  let refused = 0
  let late = 0
  return {
    get refused() {
      return refused
    },
    sample(lateMs) {
      late = lateMs > limit ? late + 1 : 0
      if (late >= LATE_SAMPLES) refused = Math.min(AT_MOST, refused + Math.min(0.5, Math.max(0.1, lateMs / 1000)))
      else if (late === 0) refused = Math.max(0, refused - RECOVER)
    },
    refuse({ begins }) {
      const part = begins ? refused : Math.max(0, refused * 2 - 1)
      if (random() >= part) return undefined
      // Spread, so that those who are sent away do not come back together.
      return 1 + Math.floor(random() * (1 + refused * 5))
    },
  }
}

/** A meter over the event loop of this process, and over the replies of a server that wait to begin. */
export function createLoadGuard(options: LoadMeterOptions = {}): LoadMeter {
  const meter = createLoadMeter(options)
  let waitingMs = (): number => 0
  let due = performance.now() + SAMPLE_MS
  setInterval(() => {
    const now = performance.now()
    meter.sample(Math.max(now - due, waitingMs() * WAITING_PART))
    due = now + SAMPLE_MS
  }, SAMPLE_MS).unref()
  return Object.assign(meter, { watch: (waiting: () => number) => void (waitingMs = waiting) })
}
