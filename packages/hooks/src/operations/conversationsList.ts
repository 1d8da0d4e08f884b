import type { Conversation } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** One page of the visitor's conversations, newest update first; `query` matches titles. */
export const conversationsList: (
  client: ChatClient,
  request: { limit?: number; cursor?: string; query?: string },
  options?: RequestOptions,
) => Promise<Result<{ conversations: Conversation[]; nextCursor: string | null }>> = operation('conversationsList')
