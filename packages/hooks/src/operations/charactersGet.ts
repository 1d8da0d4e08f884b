import type { Character } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** One character; `not_found` when there is none of that id. */
export const charactersGet: (
  client: ChatClient,
  request: { characterId: string },
  options?: RequestOptions,
) => Promise<Result<Character>> = operation('charactersGet')
