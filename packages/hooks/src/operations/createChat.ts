import type { MessageInput } from '../core/Backend.ts'
import type { ChatClient } from '../core/createChatClient.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { openReply } from './openReply.ts'
import { routeOf } from './operate.ts'

/** Begins a conversation with its first message and streams the reply. */
export const createChat = (
  client: ChatClient,
  request: { message: MessageInput; title?: string; characterId?: string },
  options?: RequestOptions,
): Promise<Result<ReplyStream>> =>
  openReply(client, options, null, (core, ask) => routeOf(core, 'createChat', 'stream').call(request, ask))
