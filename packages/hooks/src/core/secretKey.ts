import { ChatError } from './ChatError.ts'
import type { HelpedSource, KeyHolder, SessionSource } from './session.ts'

/** Sessions for server code (a backend, a job, a test), bound to no origin. Throws in a browser. */
export function secretKey(key: string): SessionSource {
  if (typeof document !== 'undefined') throw new ChatError('secret_key_in_browser', 'In a browser, use sessionUrl().')
  const source: HelpedSource = ({ mint, wish, embedOrigin = null }) => mint(key, { ...wish, embedOrigin })
  // Not the key itself: whoever has an object printed would print it.
  const holder: KeyHolder = { secretKey: () => key }
  return Object.assign(source as SessionSource, holder)
}
