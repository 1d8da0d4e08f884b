import type { Message } from '@parley/protocol'
import type { RunLog } from './runLog.ts'

/** A run that this process is writing. */
export interface ActiveRun {
  visitorId: string
  conversationId: string
  log: RunLog
  /** The message as it ended. */
  done: Promise<Message>
  stop(reason: StopReason): void
}

export type StopReason = 'stopped' | 'interrupted'

export interface RunRegistry {
  add(run: ActiveRun): void
  remove(runId: string): void
  get(runId: string): ActiveRun | undefined
  /** Interrupts every run and waits for their ends to be stored. */
  close(): Promise<void>
}

const CLOSE_MS = 5000

export function createRunRegistry(): RunRegistry {
  const runs = new Map<string, ActiveRun>()
  return {
    add: run => void runs.set(run.log.runId, run),
    remove: runId => void runs.delete(runId),
    get: runId => runs.get(runId),
    async close() {
      for (const run of runs.values()) run.stop('interrupted')
      const ends = Promise.allSettled(Array.from(runs.values(), run => run.done))
      let timer: ReturnType<typeof setTimeout> | undefined
      // A storage that is away must not keep the process from ending; its runs are interrupted at the next start.
      await Promise.race([ends, new Promise(resolve => (timer = setTimeout(resolve, CLOSE_MS)))])
      clearTimeout(timer)
    },
  }
}
