import type { MessageStatus } from '@parley/protocol'

/** Told what the server does, for logs and metrics: never a token, an address of a page, or a word of a message. */
export interface ServerObserver {
  /** An answer began; a stream goes on after it. `route` is the pattern, such as `/v1/conversations/{conversationId}`. */
  request?(told: { requestId: string; method: string; route: string; status: number; durationMs: number }): void
  runBegun?(told: { runId: string }): void
  runEnded?(told: { runId: string; status: MessageStatus; errorCode?: string; durationMs: number }): void
  streamOpened?(): void
  streamClosed?(): void
}

/** Several observers as one. What one throws is told to `onError`, and changes nothing of what was observed. */
export function observeAll(observers: readonly ServerObserver[], onError: (error: unknown) => void): ServerObserver {
  const tellAll = (tell: (observer: ServerObserver) => void): void => {
    for (const observer of observers) {
      try {
        tell(observer)
      } catch (error) {
        onError(error)
      }
    }
  }
  return {
    request: told => tellAll(observer => observer.request?.(told)),
    runBegun: told => tellAll(observer => observer.runBegun?.(told)),
    runEnded: told => tellAll(observer => observer.runEnded?.(told)),
    streamOpened: () => tellAll(observer => observer.streamOpened?.()),
    streamClosed: () => tellAll(observer => observer.streamClosed?.()),
  }
}
