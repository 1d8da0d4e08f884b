import {
  chatSessionsRevoke,
  createChatClient,
  parley,
  publishableKey,
  sessionUrl,
  type ChatClient,
  type ChatSession,
  type SessionSource,
} from '@parley/hooks'
import { checkEmbedOrigin } from './checkEmbedOrigin.ts'
import type { SessionGiver } from './SessionGiver.ts'
import type { Settings } from './settings.ts'

/** The client of one embedded chat, and how it forgets its visitor. */
export function createEmbedClient(
  settings: Settings,
  session: SessionGiver | undefined,
): { client: ChatClient; forget(): Promise<void> } {
  const client = createChatClient({
    backend: parley({ baseUrl: settings.serverUrl ?? self.origin }),
    session: checkEmbedOrigin(sourceOf(settings, session)),
  })
  return {
    client,
    async forget() {
      await chatSessionsRevoke(client, { forget: true })
    },
  }
}

function sourceOf(settings: Settings, session: SessionGiver | undefined): SessionSource {
  if (typeof session === 'function') return async () => (await session()) as unknown as ChatSession
  if (session) return () => Promise.resolve(session as unknown as ChatSession)
  if (settings.sessionUrl) return sessionUrl(new URL(settings.sessionUrl, document.baseURI))
  if (settings.publishableKey) return publishableKey(settings.publishableKey)
  throw new Error(
    'Parley: there is no way to get a session. Set data-publishable-key to a pk_… key of the chat server, or data-session-url to an endpoint of yours.',
  )
}
