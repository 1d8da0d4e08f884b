import { applyReplyEvent, replyStateOf, type Message, type ReplyEvent, type TerminalEvent } from '@parley/protocol'
import type { EventChunk, RunStatus, Storage } from '../../storage/Storage.ts'
import type { RunLog } from './runLog.ts'
import { endOf } from './storedRunLog.ts'
import { withRetries } from './withRetries.ts'

const FLUSH_MS = 250
const FLUSH_CHARACTERS = 1024
/** What was told so long ago is stored before more is told. */
const BEHIND_MS = 400
const TRIES = 60
/** Readers are not kept waiting longer for an end that cannot be stored. */
const TELL_AFTER_MS = 8000

interface WriterOptions {
  storage: Storage
  visitorId: string
  log: RunLog
  message: Message
  now: () => number
  /** A save failed, the first since one that did not; it is tried again. */
  onStorageError: (error: unknown) => void
  /** The run was ended or deleted elsewhere. */
  onLost: () => void
  onStored: () => void
}

export interface RunWriter {
  readonly message: Message
  write: (event: ReplyEvent) => void
  /** While the storage is behind: until it has caught up, or failed to. */
  behind: () => Promise<unknown> | undefined
  /** Commits the end, then tells the readers; what has ended elsewhere ends as it did there. */
  end: (event: TerminalEvent) => Promise<Message>
}

const notStored: ReplyEvent = {
  type: 'error',
  errorText: 'The end of this reply could not be stored yet. Read the messages again.',
  code: 'stream_interrupted',
}

/** Appends events to the log at once and to the storage in batches: one by one, each would cost a commit. */
export function createRunWriter({
  storage,
  visitorId,
  log,
  message,
  now,
  onStorageError,
  onLost,
  onStored,
}: WriterOptions): RunWriter {
  let state = replyStateOf(message)
  let batch: EventChunk | undefined
  /** What was told before is stored, or its save has failed. */
  let since = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<unknown> | undefined
  let ending = false
  let isFailing = false

  const collect = (encoded: string, position: number): void => {
    if (!batch && !saving) since = Date.now()
    batch ??= { first: position, text: '' }
    batch.text += encoded
  }

  const save = async (ended?: Exclude<RunStatus, 'running'>): Promise<boolean> => {
    const events = batch
    batch = undefined
    try {
      const isThere = await storage.saveRun(visitorId, {
        now: now(),
        runId: log.runId,
        message: state.message,
        ...(events && { events }),
        ...(ended && { ended }),
      })
      isFailing = false
      if (isThere) onStored()
      else onLost()
      return isThere
    } catch (error) {
      // Told once until it passes: hundreds of replies try again four times a second.
      if (!isFailing) onStorageError(error)
      isFailing = true
      // Back to the front, so that the next save brings it.
      if (events) batch = { first: events.first, text: events.text + textOf(batch) }
      throw error
    }
  }

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (saving) return
    const begun = Date.now()
    saving = save()
      .catch(() => {})
      .finally(() => {
        saving = undefined
        since = begun
        if (batch) schedule()
      })
  }

  const schedule = (): void => {
    if (ending) return
    // What cannot be stored is always much: it would be tried without a pause.
    if (batch && batch.text.length >= FLUSH_CHARACTERS && !saving && !isFailing) flush()
    else timer ??= setTimeout(flush, FLUSH_MS)
  }

  /** How the run was ended elsewhere; undefined when it was by us after all, by a save that was told as failed. */
  const lostAs = async (status: RunStatus): Promise<{ event: TerminalEvent; message: Message } | undefined> => {
    const stored = await storage.findRun(visitorId, { runId: log.runId })
    if (!stored) return { event: { type: 'abort', reason: 'stopped' }, message: state.message }
    return stored.run.status === status ? undefined : { event: endOf(stored.message), message: stored.message }
  }

  return {
    get message() {
      return state.message
    },
    write(event) {
      // First, because what JSON cannot hold must not be in the message either.
      const encoded = log.encode(event)
      state = applyReplyEvent(state, event)
      collect(encoded, log.length + 1)
      log.append(encoded)
      schedule()
    },
    behind() {
      if ((!batch && !saving) || Date.now() - since < BEHIND_MS) return undefined
      flush()
      return saving
    },
    async end(event) {
      ending = true
      clearTimeout(timer)
      await saving
      state = applyReplyEvent(state, event)
      const encoded = log.encode(event)
      collect(encoded, log.length + 1)
      const status = endedAs(state.message)
      const tell = (told: string): void => {
        if (log.ended) return
        log.append(told)
        log.end()
      }
      const giveUp = setTimeout(() => tell(log.encode(notStored)), TELL_AFTER_MS)
      const store = async () => ((await save(status)) ? undefined : lostAs(status))
      const lost = await withRetries(store, TRIES).finally(() => clearTimeout(giveUp))
      tell(lost ? log.encode(lost.event) : encoded)
      return lost?.message ?? state.message
    },
  }
}

const endedAs = ({ metadata: { status } }: Message): Exclude<RunStatus, 'running'> =>
  status === 'streaming' ? 'failed' : status

const textOf = (chunk: EventChunk | undefined): string => chunk?.text ?? ''
