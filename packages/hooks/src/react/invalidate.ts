import type { QueryClient } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { keys } from './keys.ts'

/** Reads the visitor's conversation lists again, where they are shown. */
export const invalidateConversations = (queryClient: QueryClient, client: ChatClient): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: keys.conversations(client) })

/** Reads one conversation again. */
export const invalidateConversation = (
  queryClient: QueryClient,
  client: ChatClient,
  conversationId: string,
): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.conversation(client, conversationId) })

/** Reads a conversation's messages again. */
export const invalidateConversationMessages = (
  queryClient: QueryClient,
  client: ChatClient,
  conversationId: string,
): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.messages(client, conversationId) })

/** Reads the characters again. */
export const invalidateCharacters = (queryClient: QueryClient, client: ChatClient): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: keys.characters(client) })
