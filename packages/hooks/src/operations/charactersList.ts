import type { Character } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operate } from './operate.ts'

/** The characters that can be talked to. */
export const charactersList = (
  client: ChatClient,
  _request?: void,
  options?: RequestOptions,
): Promise<Result<Character[]>> =>
  operate(client, 'charactersList', undefined, options, { needs: 'characters', repeatable: true })
