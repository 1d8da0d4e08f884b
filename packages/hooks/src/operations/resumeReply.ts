import type { ReplyState } from '@parley/protocol'
import { coreOf, type ChatClient } from '../core/createChatClient.ts'
import { createReplyStream } from '../core/createReplyStream.ts'
import { routeOf } from '../core/perform.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import { askWith, requestStream } from '../core/request.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { attempt } from './operation.ts'

/**
 * Picks up the reply being written: after `lastEventId`, or from its start. Null when none is. `state` is that of the
 * stream that broke off; without it only the final message is whole, read from the server.
 */
export const resumeReply = (
  client: ChatClient,
  request: { conversationId: string; lastEventId?: string; state?: ReplyState },
  options?: RequestOptions,
): Promise<Result<ReplyStream | null>> =>
  attempt(async () => {
    const core = coreOf(client)
    const { conversationId, lastEventId, state } = request
    const route = routeOf(core, 'resumeReply', 'resume')
    const call = await route.call({ conversationId, lastEventId }, askWith(core, options))
    const exchange = await requestStream(core, call, { ...options, repeatable: true })
    const after = lastEventId === undefined ? undefined : { lastEventId, state }
    return exchange && createReplyStream(core, { exchange, conversationId, options, after })
  })
