/** The open streams of each session, so that revoking it ends them. */
export interface SessionStreams {
  /** `mayMove`: its reader comes back by itself, and to another process when this one ends. */
  open(sessionId: string, options?: { mayMove?: boolean }): { revoked: AbortSignal; close: () => void }
  revoke(sessionIds: string[]): void
  /** Ends those whose readers come back, without an end of the reply: it goes on. */
  move(): void
}

/** Why a stream was ended that is not revoked. */
export const MOVED = 'moved'

export function createSessionStreams(): SessionStreams {
  const streams = new Map<string, Set<AbortController>>()
  const movable = new Set<AbortController>()
  let isMoving = false
  return {
    open(sessionId, { mayMove = false } = {}) {
      const controller = new AbortController()
      const ofSession = streams.get(sessionId) ?? new Set()
      streams.set(sessionId, ofSession.add(controller))
      if (mayMove) movable.add(controller)
      if (mayMove && isMoving) controller.abort(MOVED)
      return {
        revoked: controller.signal,
        close() {
          movable.delete(controller)
          ofSession.delete(controller)
          if (ofSession.size === 0 && streams.get(sessionId) === ofSession) streams.delete(sessionId)
        },
      }
    },
    revoke(sessionIds) {
      for (const id of sessionIds) for (const controller of streams.get(id) ?? []) controller.abort()
    },
    move() {
      isMoving = true
      for (const controller of movable) controller.abort(MOVED)
    },
  }
}
