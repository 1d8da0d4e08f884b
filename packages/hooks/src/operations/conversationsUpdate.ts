import type { Conversation } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** Renames a conversation. */
export const conversationsUpdate: (
  client: ChatClient,
  request: { conversationId: string; title: string },
  options?: RequestOptions,
) => Promise<Result<Conversation>> = operation('conversationsUpdate')
