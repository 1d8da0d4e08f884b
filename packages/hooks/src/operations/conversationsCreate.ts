import type { Conversation } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** An empty conversation; a character's greeting is stored as its first message. */
export const conversationsCreate: (
  client: ChatClient,
  request: { title?: string; characterId?: string },
  options?: RequestOptions,
) => Promise<Result<Conversation>> = operation('conversationsCreate', false)
