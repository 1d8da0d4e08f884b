import type { QueryClient } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { queryKey } from './queryKey.ts'

/** Reads the visitor's conversation lists again, where they are shown. */
export const invalidateConversations = (queryClient: QueryClient, client: ChatClient): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: queryKey(client, 'conversations') })

/** Reads one conversation again. */
export const invalidateConversation = (
  queryClient: QueryClient,
  client: ChatClient,
  conversationId: string,
): Promise<void> => queryClient.invalidateQueries({ queryKey: queryKey(client, 'conversation', { conversationId }) })

/** Reads a conversation's messages again. */
export const invalidateConversationMessages = (
  queryClient: QueryClient,
  client: ChatClient,
  conversationId: string,
): Promise<void> => queryClient.invalidateQueries({ queryKey: queryKey(client, 'messages', { conversationId }) })

/** Reads the characters again. */
export const invalidateCharacters = (queryClient: QueryClient, client: ChatClient): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: queryKey(client, 'characters') })
