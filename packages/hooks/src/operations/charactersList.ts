import type { Character } from '@parley/protocol'
import type { ChatClient } from '../core/createChatClient.ts'
import type { RequestOptions, Result } from '../core/RequestOptions.ts'
import { operation } from './operation.ts'

/** The characters that can be talked to. */
export const charactersList: (
  client: ChatClient,
  _request?: void,
  options?: RequestOptions,
) => Promise<Result<Character[]>> = operation('charactersList')
