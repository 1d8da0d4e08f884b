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

/** Several observers as one. */
export const observeAll = (observers: readonly ServerObserver[]): ServerObserver => ({
  request: told => observers.forEach(observer => observer.request?.(told)),
  runBegun: told => observers.forEach(observer => observer.runBegun?.(told)),
  runEnded: told => observers.forEach(observer => observer.runEnded?.(told)),
  streamOpened: () => observers.forEach(observer => observer.streamOpened?.()),
  streamClosed: () => observers.forEach(observer => observer.streamClosed?.()),
})
