import { queryOptions, skipToken } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { conversationsGet } from '../operations/conversationsGet.ts'
import { keys } from './keys.ts'
import { clientOwnsRetries, unwrapFor } from './unwrap.ts'

/** One conversation; `null` waits. */
export const conversationQuery = (client: ChatClient, conversationId: string | null) =>
  queryOptions({
    ...clientOwnsRetries,
    queryKey: keys.conversation(client, conversationId),
    queryFn:
      conversationId === null ? skipToken : context => unwrapFor(client, context, conversationsGet, { conversationId }),
  })
