import { applyReplyEvent, replyStateOf, type Message, type ReplyEvent, type TerminalEvent } from '@parley/protocol'
import type { EventChunk, RunStatus, Storage } from '../../storage/Storage.ts'
import type { RunLog } from './runLog.ts'

const FLUSH_MS = 250
const FLUSH_CHARACTERS = 1024
const RETRY_MS = [100, 300, 1000, 2000, 5000]

interface WriterOptions {
  storage: Storage
  visitorId: string
  log: RunLog
  message: Message
  now: () => number
  /** A save failed; it is tried again. */
  onStorageError: (error: unknown) => void
}

export interface RunWriter {
  readonly message: Message
  write(event: ReplyEvent): void
  /** Commits the end, then tells the readers. */
  end(event: TerminalEvent): Promise<Message>
}

/** Appends events to the log at once and to the storage in batches: one by one, each would cost a commit. */
export function createRunWriter({ storage, visitorId, log, message, now, onStorageError }: WriterOptions): RunWriter {
  let state = replyStateOf(message)
  let batch: EventChunk | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> | undefined
  let ending = false

  const collect = (encoded: string, position: number): void => {
    batch ??= { first: position, text: '' }
    batch.text += encoded
  }

  const save = async (ended?: Exclude<RunStatus, 'running'>): Promise<void> => {
    const events = batch
    batch = undefined
    try {
      await storage.saveRun(visitorId, {
        now: now(),
        runId: log.runId,
        message: state.message,
        ...(events && { events }),
        ...(ended && { ended }),
      })
    } catch (error) {
      // Back to the front, so that the next save brings it.
      if (events) batch = { first: events.first, text: events.text + textOf(batch) }
      throw error
    }
  }

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (saving) return
    saving = save()
      .catch(onStorageError)
      .finally(() => {
        saving = undefined
        if (batch) schedule()
      })
  }

  const schedule = (): void => {
    if (ending) return
    if (batch && batch.text.length >= FLUSH_CHARACTERS && !saving) flush()
    else timer ??= setTimeout(flush, FLUSH_MS)
  }

  return {
    get message() {
      return state.message
    },
    write(event) {
      state = applyReplyEvent(state, event)
      const encoded = log.encode(event)
      collect(encoded, log.length + 1)
      log.append(encoded)
      schedule()
    },
    async end(event) {
      ending = true
      clearTimeout(timer)
      await saving
      state = applyReplyEvent(state, event)
      const encoded = log.encode(event)
      collect(encoded, log.length + 1)
      const { status } = state.message.metadata
      await withRetries(() => save(status === 'streaming' ? 'failed' : status), onStorageError)
      log.append(encoded)
      log.end()
      return state.message
    },
  }
}

const textOf = (chunk: EventChunk | undefined): string => chunk?.text ?? ''

async function withRetries(save: () => Promise<void>, onError: (error: unknown) => void): Promise<void> {
  for (const retryMs of [...RETRY_MS, undefined]) {
    try {
      return await save()
    } catch (error) {
      onError(error)
      if (retryMs === undefined) throw error
      await new Promise(resolve => setTimeout(resolve, retryMs))
    }
  }
}
