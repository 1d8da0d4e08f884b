import type { Message } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** Stops the reply being written; answers the message with the text so far. */
export const replyStop: (
  client: ChatClient,
  request: { conversationId: string; runId?: string },
  options?: RequestOptions,
) => Promise<Result<Message>> = operation('replyStop')
