import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operate } from './operate.ts'

/** Deletes a conversation with its messages; a reply being written is stopped. */
export const conversationsDelete = (
  client: ChatClient,
  request: { conversationId: string },
  options?: RequestOptions,
): Promise<Result<void>> =>
  operate(client, 'conversationsDelete', request, options, { needs: 'conversations.delete', repeatable: true })
