import type { Message } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** The newest messages, or those before a cursor; oldest first within the page. */
export const messagesList: (
  client: ChatClient,
  request: { conversationId: string; limit?: number; before?: string },
  options?: RequestOptions,
) => Promise<Result<{ messages: Message[]; previousCursor: string | null }>> = operation('messagesList')
