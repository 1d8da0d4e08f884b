import type { ChatClient } from '../core/createChatClient.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { openReply } from './openReply.ts'
import { routeOf } from './operate.ts'

/** Has a reply written again; it and everything after it are replaced. */
export const regenerateReply = (
  client: ChatClient,
  request: { conversationId: string; messageId: string },
  options?: RequestOptions,
): Promise<Result<ReplyStream>> =>
  openReply(client, options, request.conversationId, (core, ask) =>
    routeOf(core, 'regenerateReply', 'regenerate').call(request, ask),
  )
