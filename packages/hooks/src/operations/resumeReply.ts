import type { ReplyState } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { streamOperation } from './streamOperation.ts'

/**
 * Picks up the reply being written: after `lastEventId`, or from its start. Null when none is. `state` is that of the
 * stream that broke off; without it only the final message is whole, read from the server.
 */
export const resumeReply: (
  client: ChatClient,
  request: { conversationId: string; lastEventId?: string; state?: ReplyState },
  options?: RequestOptions,
) => Promise<Result<ReplyStream | null>> = streamOperation('resumeReply')
