'use client'
import type { Character } from '@parley/protocol'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { charactersQuery } from './charactersQuery.ts'
import { useQueryScope } from './useQueryScope.ts'

/** The characters that can be talked to. */
export function useCharacters(): UseQueryResult<Character[], ChatError> {
  const { client, queryClient, enabled } = useQueryScope('characters')
  return useQuery({ ...charactersQuery(client), enabled }, queryClient) as UseQueryResult<Character[], ChatError>
}
