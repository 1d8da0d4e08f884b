/** What processes over one database tell each other. */
export type Signal =
  /** A reader elsewhere follows a run: whoever writes it tells when it is stored, for a while. Only a hint. */
  | { type: 'followed'; runId: string }
  /** The events of runs were stored. Only a hint: it may be lost. */
  | { type: 'stored'; runIds: string[] }
  | { type: 'stop'; runIds: string[] }
  /** Stops those that nobody reads. */
  | { type: 'unread'; runIds: string[] }
  | { type: 'revoked'; sessionIds: string[] }

/**
 * The way from one process to the others. A signal also comes when the connection that listens was away for a time,
 * later then, and perhaps twice.
 */
export interface Signals {
  send(signal: Signal): Promise<void>
  /** One listener; it also gets what this process sends itself. */
  listen(onSignal: (signal: Signal) => void): void
}
