import type { ReplyEvent } from '@parley/protocol'
import type { Storage, StoredRun } from '../../storage/Storage.ts'
import { createRunLog, splitEvents, type RunLog } from './runLog.ts'
import { endLog } from './storedRunLog.ts'

/** Runs that other processes write, kept up with what is stored of them while somebody reads them here. */
export interface FollowedRuns {
  /** One log for all who read the run here. */
  follow(visitorId: string, stored: StoredRun): RunLog
  /** Something of these runs was stored. */
  wake(runIds: string[]): void
  close(): void
}

/** Signals are hints: without them it is looked this often. */
const LOOK_MS = 1000
/** The process that writes tells of what it stores for three times as long. */
export const TOLD_MS = 30_000
/** Who has asked so short a time ago to be told has readers: it asks again before that, and then looks once more. */
export const FOLLOWED_MS = TOLD_MS / 3 + 2 * LOOK_MS
const LEFT_MS = 5000

interface FollowOptions {
  storage: Storage
  onError: (error: unknown) => void
}

const gone: ReplyEvent = {
  type: 'error',
  errorText: 'This reply is gone.',
  code: 'stream_interrupted',
}

export function createFollowedRuns({ storage, onError }: FollowOptions): FollowedRuns {
  const followed = new Map<string, { log: RunLog; wake: () => void }>()
  let isClosed = false

  const askToTell = (runId: string): void =>
    void storage.signals?.send({ type: 'followed', runId }).catch((error: unknown) => onError(error))

  const keepUp = async (visitorId: string, log: RunLog, waitForChange: () => Promise<unknown>): Promise<void> => {
    const { runId } = log
    let askedAt = Date.now()
    let readAt = Date.now()
    let lastFirst = 1
    askToTell(runId)
    while (!isClosed) {
      await waitForChange()
      if (log.readers > 0) readAt = Date.now()
      if (Date.now() - readAt > LEFT_MS) return
      if (Date.now() - askedAt > TOLD_MS / 3) {
        askedAt = Date.now()
        askToTell(runId)
      }
      // The last chunk once more: it may have grown, see `appendChunks`.
      const stored = await storage.findRun(visitorId, { runId, after: lastFirst - 1 }).catch((error: unknown) => {
        onError(error)
        return 'away' as const
      })
      if (stored === 'away') continue
      if (!stored) return log.end(gone)
      lastFirst = appendChunks(log, stored) ?? lastFirst
      if (stored.run.status !== 'running') return endLog(log, stored)
    }
  }

  return {
    follow(visitorId, stored) {
      const { id } = stored.run
      const known = followed.get(id)
      if (known) return known.log
      const log = createRunLog(id)
      appendChunks(log, stored)
      let wake = (): void => {}
      // Also by what comes while it is looked.
      let isWoken = false
      const waitForChange = async () => {
        if (!isWoken)
          await new Promise<void>(resolve => {
            const timer = setTimeout(resolve, LOOK_MS)
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        isWoken = false
      }
      followed.set(id, { log, wake: () => ((isWoken = true), wake()) })
      void keepUp(visitorId, log, waitForChange).finally(() => {
        followed.delete(id)
        // Who came at the last moment finds an end, and asks again.
        if (!log.ended) log.end()
      })
      return log
    },
    wake(runIds) {
      for (const id of runIds) followed.get(id)?.wake()
    },
    close() {
      isClosed = true
      for (const { wake } of followed.values()) wake()
    },
  }
}

/**
 * What the log does not have yet; answers where the last chunk begins. A chunk is stored once more, and longer, when its
 * first save was told as failed.
 */
function appendChunks(log: RunLog, { chunks }: StoredRun): number | undefined {
  for (const { first, text } of chunks) {
    const events = splitEvents(text)
    for (const event of events.slice(Math.max(0, log.length + 1 - first))) log.append(event)
  }
  return chunks.at(-1)?.first
}
