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
import { QueryClient } from '@tanstack/react-query'
import { forgetConversations } from '../panel/conversationMemory.ts'
import { checkEmbedOrigin } from './checkEmbedOrigin.ts'
import type { SessionGiver } from './SessionGiver.ts'
import type { Settings } from './settings.ts'

export interface EmbedClient {
  client: ChatClient
  queryClient: QueryClient
  /** There is no way to get a session, until `identify` gives one. */
  isNobody: boolean
  /** Ends the visitor's session and their token: here at once, on the server when it answers, if it does. */
  forget(): Promise<void>
  /** Ends streams and timers, those of the cache too. */
  close(): void
}

/** What one embedded chat talks to the server with. */
export function createEmbedClient(settings: Settings, giver: () => SessionGiver | undefined): EmbedClient {
  const isNobody = !giver() && !settings.sessionUrl && !settings.publishableKey
  // No timers to collect what is not shown: it goes with the chat, and a destroyed chat leaves none behind.
  const kept = { gcTime: Infinity }
  const queryClient = new QueryClient({ defaultOptions: { queries: kept, mutations: kept } })
  /** Who was asked first may answer last: then the next one's word counts. */
  const ask: SessionSource = async request => {
    const asked = giver()
    // Nobody is refused nothing: what comes with the next session is another client.
    if (isNobody) return new Promise(() => {})
    const session = await sourceOf(settings, asked)(request)
    return asked === giver() ? session : ask(request)
  }
  const client = createChatClient({
    backend: parley({ baseUrl: settings.serverUrl ?? self.origin }),
    session: checkEmbedOrigin(ask),
    ...(isNobody && { timeoutMs: Infinity }),
  })
  return {
    client,
    queryClient,
    isNobody,
    async forget() {
      forgetConversations(client.backend.endpoint)
      if (isNobody) return
      await chatSessionsRevoke(client, { forget: true }).catch(() => {})
    },
    close() {
      client.close()
      queryClient.clear()
    },
  }
}

function sourceOf(settings: Settings, session: SessionGiver | undefined): SessionSource {
  if (typeof session === 'function') return async () => (await session()) as unknown as ChatSession
  if (session) return () => Promise.resolve(session as unknown as ChatSession)
  if (settings.sessionUrl) return sessionUrl(new URL(settings.sessionUrl, document.baseURI))
  return publishableKey(settings.publishableKey!)
}
