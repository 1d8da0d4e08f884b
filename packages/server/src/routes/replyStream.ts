import type { ReplyReading } from '../operations/replyRead.ts'
import { readRunLog } from '../operations/runs/readRunLog.ts'
import type { SessionToken } from '../storage/Storage.ts'
import { eventStream } from './http/eventStream.ts'
import type { Call } from './Route.ts'

/** The answer that reads a run, until it ends or the session is revoked. */
export function replyStream({ context }: Call, session: SessionToken, { log, after }: ReplyReading): Response {
  const { observer, heartbeatMs } = context
  const { revoked, close } = context.streams.open(session.id)
  observer.streamOpened?.()
  const onClose = (): void => {
    close()
    observer.streamClosed?.()
  }
  return eventStream(readRunLog(log, { after, heartbeatMs, revoked, onClose }))
}
