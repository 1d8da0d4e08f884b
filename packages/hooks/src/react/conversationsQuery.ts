import { infiniteQueryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { conversationsList } from '../operations/conversationsList.ts'
import { keys } from './keys.ts'
import { clientOwnsRetries, unwrapFor } from './unwrap.ts'

/** The visitor's conversations, newest update first, a page at a time. */
export const conversationsQuery = (client: ChatClient, request: { limit?: number; query?: string } = {}) =>
  infiniteQueryOptions({
    ...clientOwnsRetries,
    queryKey: keys.conversations(client, request),
    queryFn: context => {
      const cursor = context.pageParam
      return unwrapFor(client, context, conversationsList, { ...request, ...(cursor && { cursor }) })
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
  })
