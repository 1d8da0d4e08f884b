import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** Deletes a conversation with its messages; a reply being written is stopped. */
export const conversationsDelete: (
  client: ChatClient,
  request: { conversationId: string },
  options?: RequestOptions,
) => Promise<Result<void>> = operation('conversationsDelete')
