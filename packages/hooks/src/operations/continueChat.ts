import type { MessageInput } from '../core/Backend.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { streamOperation } from './streamOperation.ts'

/** Sends a message and streams the reply; `replaces` puts it in place of an earlier one and all that followed. */
export const continueChat: (
  client: ChatClient,
  request: { conversationId: string; message: MessageInput; replaces?: string },
  options?: RequestOptions,
) => Promise<Result<ReplyStream>> = streamOperation('continueChat')
