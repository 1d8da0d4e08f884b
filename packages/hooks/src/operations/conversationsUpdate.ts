import type { Conversation } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operate } from './operate.ts'

/** Renames a conversation. */
export const conversationsUpdate = (
  client: ChatClient,
  request: { conversationId: string; title: string },
  options?: RequestOptions,
): Promise<Result<Conversation>> =>
  operate(client, 'conversationsUpdate', request, options, { needs: 'conversations.update', repeatable: true })
