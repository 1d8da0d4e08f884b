import type { MessageInput } from '../core/Backend.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { streamOperation } from './streamOperation.ts'

/** Begins a conversation with its first message and streams the reply. */
export const createChat: (
  client: ChatClient,
  request: { message: MessageInput; title?: string; characterId?: string },
  options?: RequestOptions,
) => Promise<Result<ReplyStream>> = streamOperation('createChat')
