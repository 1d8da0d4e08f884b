'use client'
import { QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import type { ChatClient, ClientCore } from '../core/createChatClient.ts'
import { createReplies, type Replies } from './createReplies.ts'
import { visitorKey } from './queryKey.ts'

export interface ChatContextValue {
  client: ChatClient
  queryClient: QueryClient
  replies: Replies
}

const ChatContext = createContext<ChatContextValue | null>(null)
const useIsomorphicLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect

/**
 * Gives the hooks below it their client. Queries live in the `queryClient` that is passed, else in one of our own that
 * the rest of the app does not see.
 */
export function ChatProvider(props: { client: ChatClient; queryClient?: QueryClient; children: ReactNode }): ReactNode {
  const { client, children } = props
  const [ownQueryClient] = useState(() => new QueryClient())
  const queryClient = props.queryClient ?? ownQueryClient
  const [made, setMade] = useState<ChatContextValue | null>(null)
  let value = made
  if (value?.client !== client || value.queryClient !== queryClient)
    setMade((value = { client, queryClient, replies: createReplies(client, queryClient) }))
  const { replies } = value

  const isMounted = useRef(false)
  useIsomorphicLayoutEffect(() => {
    isMounted.current = true
    queryClient.mount()
    const unsubscribe = (client as ClientCore).sessions.store.subscribe(({ visitorId }, before) => {
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
  }, [client, queryClient, replies, ownQueryClient])
  // Not a QueryClientProvider: the host's own queries below must go on using the host's client.
  return <ChatContext.Provider value={value}>{children}</ChatContext.Provider>
}

/** The client of the nearest provider. */
export const useChatClient = (): ChatClient => useChatContext().client

/** What the nearest provider holds; throws what is wrong and how to fix it when there is none. */
export function useChatContext(): ChatContextValue {
  const value = useContext(ChatContext)
  if (!value) throw new Error('Wrap your app in <ChatProvider client={client}>.')
  return value
}
