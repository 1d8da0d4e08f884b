import type { Message } from '@parley/protocol'
import type { Capability, Call } from '../core/Backend.ts'
import { coreOf, type ChatClient, type ClientCore } from '../core/createChatClient.ts'
import { createReplyStream, type ReplyStreamSource } from '../core/createReplyStream.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import { requestJson, requestStream, timeoutOf } from '../core/request.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { attempt } from './operate.ts'

/** Opens a reply stream for a call that begins a run. The Result is about the answer's head. */
export function openReply(
  client: ChatClient,
  options: RequestOptions | undefined,
  begin: { call(core: ClientCore): Call; conversationId: string | null; needs?: Capability },
): Promise<Result<ReplyStream>> {
  return attempt(async () => {
    const core = coreOf(client)
    const idempotencyKey = options?.idempotencyKey ?? crypto.randomUUID()
    const exchange = await requestStream(core, begin.call(core), {
      ...options,
      idempotencyKey,
      repeatable: core.backend.wire.idempotent,
    })
    return createReplyStream(core, {
      ...resumption(core, options),
      exchange: exchange!,
      conversationId: begin.conversationId,
    })
  })
}

/** What every reply stream needs to go on after a cut. */
export function resumption(
  core: ClientCore,
  options: RequestOptions | undefined,
): Pick<ReplyStreamSource, 'signal' | 'silenceMs' | 'resume' | 'readMessage'> {
  const { routes } = core.backend.wire
  const { resumeReply, messagesList } = routes
  const canResume = resumeReply && core.backend.capabilities.has('resume')
  return {
    signal: options?.signal,
    silenceMs: timeoutOf(core, options),
    ...(canResume && {
      resume: (conversationId, lastEventId, signal) =>
        requestStream(core, resumeReply.call({ conversationId, lastEventId }), {
          ...options,
          signal,
          retries: { strategy: 'none' }, // the stream counts its own attempts
          repeatable: true,
        }),
    }),
    ...(messagesList && {
      readMessage: async (conversationId, messageId, signal): Promise<Message | null> => {
        const answer = await requestJson(core, messagesList.call({ conversationId }), { signal, repeatable: true })
        const isWanted = (message: Message) =>
          messageId === '' ? message.role === 'assistant' : message.id === messageId
        return messagesList.read(answer).messages.findLast(isWanted) ?? null
      },
    }),
  }
}
