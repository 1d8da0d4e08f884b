import { ChatError } from './ChatError.ts'
import type { HelpedSource, SessionSource } from './session.ts'

/** Sessions for server code (a backend, a job, a test), bound to no origin. Throws in a browser. */
export function secretKey(key: string): SessionSource {
  if (typeof document !== 'undefined') throw new ChatError('secret_key_in_browser', 'In a browser, use sessionUrl().')
  const source: HelpedSource = ({ mint, wish, embedOrigin = null }) => mint(key, { ...wish, embedOrigin })
  return source as SessionSource
}
