/** The open streams of each session, so that revoking it ends them. */
export interface SessionStreams {
  open(sessionId: string): { revoked: AbortSignal; close: () => void }
  revoke(sessionIds: string[]): void
}

export function createSessionStreams(): SessionStreams {
  const streams = new Map<string, Set<AbortController>>()
  return {
    open(sessionId) {
      const controller = new AbortController()
      const ofSession = streams.get(sessionId) ?? new Set()
      streams.set(sessionId, ofSession.add(controller))
      return {
        revoked: controller.signal,
        close() {
          ofSession.delete(controller)
          if (ofSession.size === 0 && streams.get(sessionId) === ofSession) streams.delete(sessionId)
        },
      }
    },
    revoke(sessionIds) {
      for (const id of sessionIds) for (const controller of streams.get(id) ?? []) controller.abort()
    },
  }
}
