// What the packages declare, in a project with every strict flag: `node scripts/packages.mjs` compiles it against what is built.
import { aiSdk, ChatProvider, createChatClient, parley, publishableKey, useContinueChat } from '@parley/hooks'
import {
  charactersQuery,
  conversationMessagesQuery,
  conversationQuery,
  conversationsQuery,
  widgetConfigQuery,
} from '@parley/hooks'
import { createTestChat } from '@parley/hooks/testing'
import { createChatServer } from '@parley/server'
import { ChatWidget } from '@parley/widget'
import {
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useSuspenseInfiniteQuery,
  useSuspenseQuery,
} from '@tanstack/react-query'

const client = createChatClient({ backend: parley({ baseUrl: '/' }), session: publishableKey('pk_1') })
createChatClient({ backend: aiSdk({ api: '/api/chat' }) })
createTestChat()
createChatServer({})

export function useEverything(): string | undefined {
  useQuery(charactersQuery(client))
  useQuery({ ...conversationQuery(client, null), enabled: false })
  useSuspenseQuery(widgetConfigQuery(client))
  useSuspenseInfiniteQuery(conversationsQuery(client, { limit: 5 }))
  const { data } = useInfiniteQuery(conversationMessagesQuery(client, 'c'))
  return data?.pages[0]?.messages[0]?.id
}

export async function prefetch(queryClient: QueryClient): Promise<void> {
  await queryClient.prefetchQuery(conversationQuery(client, 'c'))
  await queryClient.prefetchInfiniteQuery(conversationsQuery(client))
  queryClient.getQueryData(conversationQuery(client, 'c').queryKey)?.title.trim()
}

function Chat() {
  const { send, status } = useContinueChat(null)
  return <button onClick={() => void send('hello', {})}>{status}</button>
}

export const App = () => (
  <ChatProvider client={client}>
    <Chat />
    <ChatWidget />
  </ChatProvider>
)
