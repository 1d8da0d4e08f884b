import { ChatError } from './ChatError.ts'
import type { HelpedSource, SessionSource } from './session.ts'
import { createVisitorTokens } from './visitorTokens.ts'

/**
 * Anonymous sessions straight from the chat server, for a page whose origin the key allows. The visitor token, the one
 * credential that a browser keeps, makes the visitor find their conversations again. Throws for anything but a `pk_` key.
 */
export function publishableKey(key: string): SessionSource {
  // Also where an environment variable is missing. The key itself is not repeated.
  if (!key?.startsWith('pk_'))
    throw new ChatError(
      key?.startsWith('sk_') ? 'secret_key_in_browser' : 'bad_request',
      'Use a pk_ key; rotate an sk_ key given here.',
    )
  const source: HelpedSource = ({ endpoint, mint, onForget, current, wish, embedOrigin = pageOrigin() }) => {
    const tokens = createVisitorTokens(endpoint, key)
    onForget(tokens.forget)
    // Two tabs that start together must not become two visitors.
    return tokens.lock(async () => {
      const visitorToken = tokens.read() ?? current?.visitorToken
      const session = await mint(key, { ...wish, embedOrigin, visitorToken })
      if (session.visitorToken !== undefined) tokens.write(session.visitorToken)
      return session
    })
  }
  return source as SessionSource
}

/** `self.origin`, not `location.origin`: in a srcdoc frame that is the string "null". */
const pageOrigin = (): string | null => {
  const { origin = 'null' } = globalThis as { origin?: string }
  return origin === 'null' ? null : origin
}
