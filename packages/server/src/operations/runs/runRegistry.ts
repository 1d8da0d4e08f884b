import type { Message } from '@parley/protocol'
import { LONGEST_TIMER_MS } from '../../responders/longestTimer.ts'
import { overloaded } from '../ChatProblem.ts'
import type { RunLog } from './runLog.ts'

/** A run that this process is writing. */
export interface ActiveRun {
  /** It is committed: from then on its lease is kept. */
  begun: boolean
  visitorId: string
  conversationId: string
  log: RunLog
  /** The message as it ended. */
  done: Promise<Message>
  stop(reason: StopReason): void
  /** Somebody reads it, here or on another process, or did so a few seconds ago. */
  readonly isRead: boolean
  /** Until then other processes are told when it is stored. */
  tellOthers(until: number): void
}

export type StopReason = 'stopped' | 'interrupted'

export interface RunRegistry {
  /** Throws when there are as many as may be: each holds its events in memory. */
  add(run: ActiveRun): void
  remove(runId: string): void
  get(runId: string): ActiveRun | undefined
  /** The log of an ended run, made once for all who come back for it at the same time. */
  restored(runId: string, restore: () => RunLog): RunLog
  /** The runs that have begun. */
  ids(): string[]
  /** For how many milliseconds the typical one has waited to begin; 0 when only few do. */
  waitingMs(): number
  /** Lets runs finish for so long, interrupts the others, and waits for their ends to be stored. */
  close(graceMs?: number): Promise<void>
}

const CLOSE_MS = 5000
const RETRY_AFTER_S = 5
/** So many may wait for reasons of their own, such as a lock on their conversation. */
const FEW = 8

export function createRunRegistry(atMost = 2000): RunRegistry {
  const runs = new Map<string, ActiveRun>()
  const addedAt = new WeakMap<ActiveRun, number>()

  const restored = new Map<string, WeakRef<RunLog>>()
  const forgotten = new FinalizationRegistry<string>(runId => {
    if (!restored.get(runId)?.deref()) restored.delete(runId)
  })

  const settled = async (ms: number): Promise<void> => {
    if (ms <= 0 || runs.size === 0) return
    const ends = Promise.allSettled(Array.from(runs.values(), run => run.done))
    let timer: ReturnType<typeof setTimeout> | undefined
    await Promise.race([ends, new Promise(resolve => (timer = setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS))))])
    clearTimeout(timer)
  }

  return {
    add(run) {
      if (runs.size >= atMost) throw overloaded(RETRY_AFTER_S)
      addedAt.set(run, performance.now())
      runs.set(run.log.runId, run)
    },
    remove: runId => void runs.delete(runId),
    get: runId => runs.get(runId),
    restored(runId, restore) {
      const known = restored.get(runId)?.deref()
      if (known) return known
      const log = restore()
      restored.set(runId, new WeakRef(log))
      forgotten.register(log, runId)
      return log
    },
    ids: () => [...runs.values()].flatMap(run => (run.begun ? run.log.runId : [])),
    waitingMs() {
      const waiting = [...runs.values()].filter(run => !run.begun)
      if (waiting.length < FEW) return 0
      // They are in the order they came.
      return performance.now() - addedAt.get(waiting[waiting.length >> 1]!)!
    },
    async close(graceMs = 0) {
      await settled(graceMs)
      for (const run of runs.values()) run.stop('interrupted')
      // A storage that is away must not keep the process from ending; its runs are interrupted at the next start.
      await settled(CLOSE_MS)
    },
  }
}
