import { ChatError } from './ChatError.ts'
import { sourceWithHelpers, type SessionSource } from './session.ts'
import { createVisitorTokens } from './visitorTokens.ts'

/**
 * Anonymous sessions straight from the chat server, for a page whose origin the key allows. The visitor token, the one
 * credential that a browser keeps, makes the visitor find their conversations again.
 */
export function publishableKey(key: string): SessionSource {
  if (key.startsWith('sk_'))
    throw new ChatError('secret_key_in_browser', 'Use a key that begins with pk_, and rotate this one: it has leaked.')
  return sourceWithHelpers(request => {
    const tokens = createVisitorTokens(request.endpoint, key)
    request.onForget(tokens.forget)
    // Two tabs that start together must not become two visitors.
    return tokens.exclusively(async () => {
      const stored = tokens.read()
      const session = await request.mint(key, {
        embedOrigin: request.embedOrigin === undefined ? pageOrigin() : request.embedOrigin,
        userIdentifier: request.userIdentifier,
        expiresAfter: request.expiresAfter,
        visitorToken: stored ?? request.current?.visitorToken,
      })
      if (session.visitorToken !== undefined) tokens.write(session.visitorToken)
      return session
    })
  })
}

/** `self.origin`, not `location.origin`: in a srcdoc frame that is the string "null". */
const pageOrigin = (): string | null => {
  const origin = (globalThis as { origin?: string }).origin
  return origin === undefined || origin === 'null' ? null : origin
}
