import type { ReplyReading } from '../operations/replyRead.ts'
import { readRunLog } from '../operations/runs/readRunLog.ts'
import type { SessionToken } from '../storage/Storage.ts'
import { eventStream } from './http/eventStream.ts'
import type { Call } from './Route.ts'

/** The answer that reads a run, until it ends or the session is revoked. */
export async function replyStream(call: Call, session: SessionToken, { log, after }: ReplyReading): Promise<Response> {
  const { observer, heartbeatMs, storage, streams } = call.context
  const { revoked, close } = streams.open(session.id)
  observer.streamOpened?.()
  const onClose = (): void => {
    close()
    observer.streamClosed?.()
  }
  try {
    // A revoke before `open` did not see this stream; one from here on does.
    const token = await storage.findToken(session.hash)
    if (token?.kind !== 'session' || token.revokedAt !== undefined) streams.revoke([session.id])
  } catch (error) {
    onClose()
    throw error
  }
  return eventStream(readRunLog(log, { after, heartbeatMs, revoked, onClose }))
}
