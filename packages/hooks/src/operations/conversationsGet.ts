import type { Conversation } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** One conversation; `not_found` for one that is not there or belongs to someone else. */
export const conversationsGet: (
  client: ChatClient,
  request: { conversationId: string },
  options?: RequestOptions,
) => Promise<Result<Conversation>> = operation('conversationsGet')
