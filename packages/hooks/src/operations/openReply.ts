import type { Message } from '@parley/protocol'
import type { Ask, Call } from '../core/Backend.ts'
import { coreOf, type ChatClient, type ClientCore } from '../core/createChatClient.ts'
import { createReplyStream, type ReplyStreamSource } from '../core/createReplyStream.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import { askWith, requestStream, timeoutOf, type Exchange } from '../core/request.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { attempt } from './operate.ts'

/** Opens a reply stream for a call that begins a run. The Result is about the answer's head. */
export function openReply(
  client: ChatClient,
  options: RequestOptions | undefined,
  conversationId: string | null,
  callOf: (core: ClientCore, ask: Ask) => Call | Promise<Call>,
): Promise<Result<ReplyStream>> {
  return attempt(async () => {
    const core = coreOf(client)
    const { idempotent } = core.wire
    const ask = askWith(core, { ...(options?.signal && { signal: options.signal }) })
    const call = await callOf(core, ask)
    const settings = { idempotencyKey: crypto.randomUUID(), ...options, repeatable: idempotent }
    const restart = (signal: AbortSignal) => requestStream(core, call, { ...settings, ...once, signal })
    const exchange = (await requestStream(core, call, settings))!
    const source = replySource(core, options, idempotent ? restart : undefined)
    const id = call.conversationId ?? conversationId
    const stream = createReplyStream(core, { ...source, exchange, conversationId: id })
    if (id !== null) stream.final.then(message => core.wire.remember?.(id, message, askWith(core))).catch(() => {})
    return stream
  })
}

/** The stream counts its own attempts. */
const once = { retries: { strategy: 'none' }, repeatable: true } as const

/** What every reply stream needs to go on after a cut; `restart` serves one whose conversation is not known yet. */
export function replySource(
  core: ClientCore,
  options: RequestOptions | undefined,
  restart?: (signal: AbortSignal) => Promise<Exchange | null>,
): Pick<ReplyStreamSource, 'signal' | 'silenceMs' | 'resume' | 'readMessage'> {
  const { resumeReply, messagesList } = core.wire.routes
  return {
    signal: options?.signal,
    silenceMs: timeoutOf(core, options),
    ...(resumeReply && {
      resume: async (conversationId, lastEventId, signal) =>
        conversationId === null
          ? (restart?.(signal) ?? null)
          : requestStream(core, await resumeReply.call({ conversationId, lastEventId }, askWith(core, { signal })), {
              ...options,
              ...once,
              signal,
            }),
    }),
    ...(messagesList && {
      readMessage: async (conversationId, messageId, signal): Promise<Message | null> => {
        const ask = askWith(core, { signal })
        const request = { conversationId }
        const { messages } = await messagesList.read(await ask(await messagesList.call(request, ask)), request, ask)
        const isWanted = ({ id, role }: Message) => (messageId === '' ? role === 'assistant' : id === messageId)
        return messages.findLast(isWanted) ?? null
      },
    }),
  }
}
