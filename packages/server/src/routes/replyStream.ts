import type { ReplyReading } from '../operations/replyRead.ts'
import { readRunLog } from '../operations/runs/readRunLog.ts'
import type { ServerContext } from '../operations/ServerContext.ts'
import type { SessionToken } from '../storage/Storage.ts'
import { eventStream } from './http/eventStream.ts'
import type { Call } from './Route.ts'

/** The answer that reads a run, until it ends or the session is revoked. */
export const replyStream = async (call: Call, session: SessionToken, reading: ReplyReading): Promise<Response> =>
  eventStream(await openReplyStream(call.context, session, reading, true))

/** The events of a run as bytes, until it ends or the session is revoked; a secret key has no session. */
export async function openReplyStream(
  { observer, heartbeatMs, storage, streams }: ServerContext,
  session: SessionToken | undefined,
  { log, after }: ReplyReading,
  /** Its reader resumes when the stream ends early. */
  mayMove = false,
): Promise<ReadableStream<Uint8Array>> {
  const { revoked, close } = session ? streams.open(session.id, { mayMove }) : never
  observer.streamOpened?.()
  const onClose = (): void => {
    close()
    observer.streamClosed?.()
  }
  try {
    // A revoke before `open` did not see this stream; one from here on does.
    const token = session && (await storage.findToken(session.hash))
    if (session && (token?.kind !== 'session' || token.revokedAt !== undefined)) streams.revoke([session.id])
  } catch (error) {
    onClose()
    throw error
  }
  return readRunLog(log, { after, heartbeatMs, revoked, onClose })
}

const never = { revoked: new AbortController().signal, close: () => {} }
