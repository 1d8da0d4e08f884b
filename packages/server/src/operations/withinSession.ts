import { SessionEnded, type SessionToken, type Storage } from '../storage/Storage.ts'
import { withMethods } from '../storage/withMethods.ts'
import { sessionProblem } from './ChatProblem.ts'
import type { ServerContext } from './ServerContext.ts'

/**
 * The context for the requests of a session: what they write is written only while the session is good, looked at in
 * the transaction itself. What goes on by itself afterwards, such as a run, is not held to it.
 */
export function withinSession(
  context: ServerContext,
  { hash: tokenHash, visitorId: own }: SessionToken,
): ServerContext {
  const { storage, now } = context
  const writer = (visitorId: Parameters<Storage['beginRun']>[0]) =>
    visitorId === own ? { visitorId: own, tokenHash, now: now() } : visitorId
  const told = (error: unknown): never => {
    throw error instanceof SessionEnded ? sessionProblem(error.code) : error
  }
  return {
    ...context,
    get closing() {
      return context.closing
    },
    storage: withMethods(storage, {
      createConversation: (visitorId, ...rest) => storage.createConversation(writer(visitorId), ...rest).catch(told),
      updateConversation: (visitorId, ...rest) => storage.updateConversation(writer(visitorId), ...rest).catch(told),
      deleteOwned: (visitorId, what) => storage.deleteOwned(writer(visitorId), what).catch(told),
      setFeedback: (visitorId, ...rest) => storage.setFeedback(writer(visitorId), ...rest).catch(told),
      beginRun: (visitorId, begin) => storage.beginRun(writer(visitorId), begin).catch(told),
    }),
  }
}
