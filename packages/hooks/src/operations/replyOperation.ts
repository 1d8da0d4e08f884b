import type { Capability, MessageInput } from '../core/Backend.ts'
import { coreOf, type ChatClient } from '../core/createChatClient.ts'
import { createReplyStream } from '../core/createReplyStream.ts'
import { routeOf } from '../core/perform.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import { askWith, requestStream, type RequestSettings } from '../core/request.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { attempt } from './operation.ts'

/** What the operations that begin a run are asked with. */
interface Requests {
  createChat: { message: MessageInput; title?: string; characterId?: string }
  continueChat: { conversationId: string; message: MessageInput; replaces?: string }
  regenerateReply: { conversationId: string; messageId: string }
}

/** The operation that begins a run over the backend's route of that name. The Result is about the answer's head. */
export const replyOperation =
  <Name extends keyof Requests>(name: Name, needs: Capability = 'stream') =>
  (client: ChatClient, request: Requests[Name], options?: RequestOptions): Promise<Result<ReplyStream>> =>
    attempt(async () => {
      const core = coreOf(client)
      const { conversationId = null, replaces } = request as Partial<Requests['continueChat']>
      if (replaces !== undefined) routeOf(core, name, 'replace')
      const call = await routeOf(core, name, needs).call(request as never, askWith(core, { signal: options?.signal }))
      const { idempotent } = core.wire
      const idempotencyKey = crypto.randomUUID()
      const open = (settings: RequestSettings) => requestStream(core, call, { idempotencyKey, ...settings })
      const exchange = (await open({ ...options, repeatable: idempotent }))!
      const id = call.conversationId ?? conversationId
      const stream = createReplyStream(core, {
        exchange,
        conversationId: id,
        options,
        restart: idempotent ? open : undefined,
      })
      if (id !== null) stream.final.then(message => core.wire.remember?.(id, message, askWith(core))).catch(() => {})
      return stream
    })
