import type { ChatClient, ClientCore } from '../core/createChatClient.ts'
import { createReplyStream } from '../core/createReplyStream.ts'
import { openStream, type RequestOf, type StreamName } from '../core/perform.ts'
import type { ReplyStream } from '../core/ReplyStream.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { randomId } from '../core/randomId.ts'
import { attempt } from './operation.ts'

/** The operation that streams a reply over the backend's route of that name. The Result is about the answer's head. */
export const streamOperation =
  <Name extends StreamName>(name: Name) =>
  (
    client: ChatClient,
    request: RequestOf<Name>,
    given?: RequestOptions,
  ): Promise<Result<Name extends 'resumeReply' ? ReplyStream | null : ReplyStream>> =>
    attempt(async () => {
      const core = client as ClientCore
      const options = { ...given, idempotencyKey: given?.idempotencyKey ?? randomId() }
      const retryable = core.wire.idempotent || name === 'resumeReply'
      const first = await openStream(core, name, request, { ...options, retryable })
      return (first && createReplyStream(core, first, { name, request, options })) as ReplyStream
    })
