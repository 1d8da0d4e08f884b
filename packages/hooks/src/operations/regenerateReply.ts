import type { ChatClient } from '../core/createChatClient.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { streamOperation } from './streamOperation.ts'

/** Has a reply written again; it and everything after it are replaced. */
export const regenerateReply: (
  client: ChatClient,
  request: { conversationId: string; messageId: string },
  options?: RequestOptions,
) => Promise<Result<ReplyStream>> = streamOperation('regenerateReply')
