import { queryOptions } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { charactersList } from '../operations/charactersList.ts'
import { readQuery } from './readQuery.ts'

/** The characters that can be talked to. */
export const charactersQuery = (client: ChatClient) => queryOptions(readQuery(client, 'characters', charactersList))
