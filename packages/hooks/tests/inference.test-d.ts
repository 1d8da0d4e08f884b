import {
  conversationMessagesQuery,
  conversationsList,
  conversationsQuery,
  useConversationMessages,
  useConversations,
  useConversationsSuspense,
  useConversationSuspense,
  useDeleteConversationMutation,
  useReply,
  type ChatClient,
  type ChatError,
  type Conversation,
  type Message,
} from '@parley/hooks'
import type { QueryClient } from '@tanstack/react-query'

/** What people rely on without writing a type; each line compiles only while it is inferred so. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_proof: Same<A, B>): void => {}

export function useInferred() {
  const words = useReply('c', reply => reply?.parts.length ?? 0)
  same<typeof words, number>(true)
  const whole = useReply('c')
  same<typeof whole, Message | null>(true)

  const { data, error } = useConversations()
  same<typeof error, ChatError | null>(true)
  const conversations = data?.pages.flatMap(page => page.conversations)
  same<typeof conversations, Conversation[] | undefined>(true)
  const { data: always, error: thrown } = useConversationsSuspense()
  same<typeof thrown, ChatError | null>(true)
  const one = useConversationSuspense('c')
  same<typeof one.error, ChatError | null>(true)
  same<(typeof always)['pages'][number]['conversations'], Conversation[]>(true)
  const messages = useConversationMessages('c').data?.pages[0]?.messages
  same<typeof messages, Message[] | undefined>(true)

  const remove = useDeleteConversationMutation()
  remove.mutate({ conversationId: 'c', options: { timeoutMs: 1 } })
  // @ts-expect-error -- a conversation must be named
  remove.mutate({})
}

export async function inferred(client: ChatClient, queryClient: QueryClient) {
  // Key and function travel together: the cache knows what is under the key.
  const cached = queryClient.getQueryData(conversationsQuery(client).queryKey)
  same<NonNullable<typeof cached>['pages'][number]['nextCursor'], string | null>(true)
  const fetched = await queryClient.fetchInfiniteQuery(conversationMessagesQuery(client, 'c'))
  same<(typeof fetched)['pages'][number]['messages'], Message[]>(true)

  const result = await conversationsList(client, {})
  if (result.ok) same<typeof result.value.conversations, Conversation[]>(true)
  else same<typeof result.error, ChatError>(true)
}
