import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { charactersList } from '../operations/charactersList.ts'
import type { Character } from '@parley/protocol'
import { readQuery, type ReadOptions } from './readQuery.ts'

/** The characters that can be talked to. */
export const charactersQuery = (client: ChatClient): ReadOptions<Character[]> =>
  queryOptions(readQuery(client, 'characters', charactersList))
