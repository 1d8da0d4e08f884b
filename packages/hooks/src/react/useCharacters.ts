'use client'
import type { Character } from '@parley/protocol'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ChatError } from '../core/ChatError.ts'
import { charactersQuery } from './charactersQuery.ts'
import { useChatQuery } from './useChatQuery.ts'

/** The characters that can be talked to. */
export const useCharacters = (): UseQueryResult<Character[], ChatError> =>
  useChatQuery('charactersList', charactersQuery)
