import type { Message } from '@parley/protocol'
import type { MessageInput } from '../core/Backend.ts'
import type { ChatClient, ClientCore } from '../core/createChatClient.ts'
import { BLOCKING_TIMEOUT_MS } from '../core/request.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { randomId } from '../core/randomId.ts'
import { operation } from './operation.ts'

/** Sends a message and waits for the whole reply, without streaming; 5 minutes unless a `timeoutMs`, or the client's, says otherwise. */
export const messagesSend = (
  client: ChatClient,
  request: { conversationId: string; message: MessageInput; replaces?: string },
  options?: RequestOptions,
): Promise<Result<Message>> =>
  operation('messagesSend', (client as ClientCore).wire.idempotent)(client, request, {
    timeoutMs: (client as ClientCore).timeoutMs ?? BLOCKING_TIMEOUT_MS,
    ...options,
    idempotencyKey: options?.idempotencyKey ?? randomId(),
  })
