import type { ChatSession, HelpedSource, SessionSource } from './session.ts'

/**
 * Sessions from your own backend: POST `{ reason }` as JSON, same-origin credentials unless `init` says otherwise. The
 * endpoint answers what `chatSessions.create` of the chat server answered to it.
 */
export function sessionUrl(url: string | URL, init: Pick<RequestInit, 'credentials' | 'headers'> = {}): SessionSource {
  const source: HelpedSource = ({ reason, wish, signal, post }) =>
    post(String(url), { reason, ...wish }, { credentials: 'same-origin', ...init, signal }) as Promise<ChatSession>
  return source as SessionSource
}
