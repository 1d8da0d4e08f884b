import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { conversationsGet } from '../operations/conversationsGet.ts'
import type { Conversation } from '@parley/protocol'
import { readQuery, type ReadOptions } from './readQuery.ts'

/** One conversation; `null` waits. */
export const conversationQuery = (client: ChatClient, conversationId: string | null): ReadOptions<Conversation> =>
  queryOptions(readQuery(client, 'conversation', conversationsGet, { conversationId }))
