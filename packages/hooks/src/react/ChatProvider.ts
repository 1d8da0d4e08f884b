'use client'
import { QueryClient } from '@tanstack/react-query'
import * as React from 'react'
import type { ChatClient, ClientCore } from '../core/createChatClient.ts'
import { createReplies, type Replies } from './createReplies.ts'
import { visitorKey } from './queryKey.ts'
import { useSelection } from './useSelection.ts'

export interface ChatContextValue {
  client: ChatClient
  queryClient: QueryClient
  replies: Replies
}

const ChatContext = React.createContext<ChatContextValue | null>(null)

/**
 * Gives the hooks below it their client. Queries live in the `queryClient` that is passed, else in one of our own that
 * the rest of the app does not see.
 */
export function ChatProvider(props: {
  client: ChatClient
  queryClient?: QueryClient
  children: React.ReactNode
}): React.ReactNode {
  const { client, children } = props
  const [ownQueryClient] = React.useState(() => new QueryClient())
  const queryClient = props.queryClient ?? ownQueryClient
  const { store } = (client as ClientCore).sessions
  const [visitorId] = useSelection(store, state => [state.visitorId])
  const [known, setKnown] = React.useState<(ChatContextValue & { store: unknown; visitorId: string | null }) | null>(
    null,
  )
  let made = known
  if (made?.store !== store || made.queryClient !== queryClient)
    setKnown((made = { store, visitorId, client, queryClient, replies: createReplies(client, queryClient) }))
  const { replies } = made
  // What is made of the client in a component is memoized by it (by hand, or by the React Compiler), and names the visitor.
  const value = React.useMemo(
    () => (made.visitorId === visitorId ? made : { ...made, client: Object.create(client) as ChatClient }),
    [made, client, visitorId],
  )

  const isMounted = React.useRef(false)
  // Before anything below reads; servers have it not, and what `<Activity>` hides keeps it, with what it has loaded.
  React.useInsertionEffect(() => {
    isMounted.current = true
    queryClient.mount()
    const unsubscribe = store.subscribe(({ visitorId }, before) => {
      if (before.visitorId === null || visitorId === before.visitorId) return
      replies.reset()
      // Nobody can come back to it under this client, and a shared computer keeps no more than it must.
      queryClient.removeQueries({ queryKey: visitorKey(client, before.visitorId) })
    })
    return () => {
      unsubscribe()
      isMounted.current = false
      queryClient.unmount()
      // Its timers would live on for minutes. Later, because StrictMode mounts again at once.
      setTimeout(() => isMounted.current || ownQueryClient.clear())
    }
  }, [client, store, queryClient, replies, ownQueryClient])
  // Not a QueryClientProvider: the host's own queries below must go on using the host's client.
  return React.createElement(ChatContext.Provider, { value }, children)
}

/** The client of the nearest provider; another object, the same client, once there is another visitor. */
export const useChatClient = (): ChatClient => useChatContext().client

/** What the nearest provider holds; throws what is wrong and how to fix it when there is none. */
export function useChatContext(): ChatContextValue {
  const value = React.useContext(ChatContext)
  if (!value) throw new Error('Wrap this in a <ChatProvider>.')
  return value
}
