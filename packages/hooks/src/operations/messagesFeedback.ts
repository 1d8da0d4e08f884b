import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** Rates an answer, with an optional comment; `null` takes the rating back. */
export const messagesFeedback: (
  client: ChatClient,
  request: { conversationId: string; messageId: string; rating: 'up' | 'down' | null; comment?: string },
  options?: RequestOptions,
) => Promise<Result<void>> = operation('messagesFeedback')
