import { ChatError, type SessionSource } from '@parley/hooks'

/** Refuses a session that is bound to another page before anything is sent with it. */
export function checkEmbedOrigin(source: SessionSource): SessionSource {
  return async request => {
    const session = await source(request)
    // `self.origin`: in a srcdoc frame `location.origin` is "null" and this the parent's.
    if (session.embedOrigin !== self.origin) {
      throw new ChatError(
        'origin_mismatch',
        `The session is bound to ${session.embedOrigin}, and this page is ${self.origin}. Mint it with embedOrigin: '${self.origin}'.`,
      )
    }
    return session
  }
}
