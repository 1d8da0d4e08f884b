import type { Character } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operate } from './operate.ts'

/** One character; `not_found` when there is none of that id. */
export const charactersGet = (
  client: ChatClient,
  request: { characterId: string },
  options?: RequestOptions,
): Promise<Result<Character>> =>
  operate(client, 'charactersGet', request, options, { needs: 'characters', repeatable: true })
