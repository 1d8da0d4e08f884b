/** Switches that make the network and the server fail; set them at any time, also during a reply. */
export interface Faults {
  /** No request reaches the server; open streams break. */
  offline: boolean
  /** Milliseconds before each answer's head. */
  delayMs: number
  /** Milliseconds before each new session. */
  mintDelayMs: number
  /** The origin that the server sees, where it is not the page's: it refuses for real. Null is the page's own. */
  origin: string | null
  /**
   * Breaks each of the next `times` (default 1) reply streams after this many events. `clean` ends without an error,
   * `halfOpen` does not end: the connection stays, and nothing comes any more.
   */
  cutAfter(events: number, options?: { times?: number; clean?: boolean; halfOpen?: boolean }): void
  /**
   * Answers the next `times` (default 1) requests that match with this status instead of asking the server. Those with
   * which the page's backend makes sessions are met by a `path` that names them: `/chatSessions/`.
   */
  failNext(
    status: number,
    options?: {
      times?: number
      code?: string
      retryAfter?: string
      body?: string
      contentType?: string
      path?: RegExp
      /** Only requests of this method. */
      method?: string
    },
  ): void
  /** Lets the next `times` (default 1) matching requests reach the server and loses their answers. */
  loseAnswer(options?: { times?: number; path?: RegExp }): void
  /** Ends the life of every session that the server knows; its clock is not moved. */
  expireSessions(): void
  /** Back to a network and a server without faults. */
  clear(): void
}
