import type { GramChatSession } from '@parley/protocol'
import { randomId } from '../core/randomId.ts'
import type { ChatSession, HelpedSource, SessionSource } from '../core/session.ts'

/**
 * Sessions for `gram` from your own backend: POST `{ reason }` as JSON, same-origin credentials unless `init` says
 * otherwise. The endpoint answers what `chatSessions.create` answered to it, in Gram's names or in ours. A visitor without a
 * `user_identifier` is the same one for as long as the page lives.
 */
export function gramSession(url: string | URL, init: Pick<RequestInit, 'credentials' | 'headers'> = {}): SessionSource {
  let anonymous = randomId()
  const source: HelpedSource = async ({
    reason,
    embedOrigin,
    userIdentifier,
    expiresAfter,
    signal,
    post,
    onForget,
  }) => {
    onForget(() => void (anonymous = randomId()))
    const asked = { reason, embed_origin: embedOrigin, user_identifier: userIdentifier, expires_after: expiresAfter }
    const answer = (await post(String(url), asked, { credentials: 'same-origin', ...init, signal })) as
      GramChatSession | ChatSession | null | undefined
    // The client checks what it is, in our names.
    if (!answer || !('client_token' in answer)) return answer as ChatSession
    const { client_token, embed_origin, expires_after, status, user_identifier } = answer
    return {
      id: randomId(),
      clientToken: client_token,
      visitorId: user_identifier ?? anonymous,
      embedOrigin: embed_origin,
      ...(user_identifier !== undefined && { userIdentifier: user_identifier }),
      status,
      expiresAfter: expires_after,
      expiresAt: new Date(Date.now() + (expires_after || 0) * 1000).toISOString(),
    }
  }
  return source as SessionSource
}
