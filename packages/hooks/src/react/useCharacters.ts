'use client'
import type { Character } from '@parley/protocol'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { useChatContext } from './ChatProvider.tsx'
import { charactersQuery } from './charactersQuery.ts'
import { useVisitorId } from './useVisitorId.ts'

/** The characters that can be talked to. */
export function useCharacters(): UseQueryResult<Character[], ChatError> {
  const { client, queryClient } = useChatContext()
  const { isSettled } = useVisitorId()
  const enabled = isSettled && client.backend.capabilities.has('characters')
  return useQuery({ ...charactersQuery(client), enabled }, queryClient) as UseQueryResult<Character[], ChatError>
}
