import { ChatError } from './ChatError.ts'
import type { HelpedSource, KeyHolder, SessionSource } from './session.ts'

/** Sessions for server code (a backend, a job, a test), bound to no origin. Throws in a browser. */
export function secretKey(key: string): SessionSource {
  if (typeof document !== 'undefined') throw new ChatError('secret_key_in_browser', 'In a browser, use sessionUrl().')
  const source: HelpedSource & KeyHolder = ({ mint, wish, embedOrigin = null }) => mint(key, { ...wish, embedOrigin })
  source.key = key
  return source as SessionSource
}
