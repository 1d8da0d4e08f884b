import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { conversationsGet } from '../operations/conversationsGet.ts'
import { readQuery } from './readQuery.ts'

/** One conversation; `null` waits. */
export const conversationQuery = (client: ChatClient, conversationId: string | null) =>
  queryOptions(readQuery(client, 'conversation', conversationsGet, { conversationId }))
