import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { charactersList } from '../operations/charactersList.ts'
import { keys } from './keys.ts'
import { clientOwnsRetries, unwrapFor } from './unwrap.ts'

/** The characters that can be talked to. */
export const charactersQuery = (client: ChatClient) =>
  queryOptions({
    ...clientOwnsRetries,
    queryKey: keys.characters(client),
    queryFn: context => unwrapFor(client, context, charactersList, undefined),
  })
