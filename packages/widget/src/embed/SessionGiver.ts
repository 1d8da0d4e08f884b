/** A session as `chatSessions.create` answers it; the chat checks it. */
export type GivenSession = Record<string, unknown>

/** What `Parley('identify', …)` takes: a session, or a function that gives one whenever one is needed. */
export type SessionGiver = GivenSession | (() => GivenSession | Promise<GivenSession>)
