'use client'
import { useSuspenseQuery } from '@tanstack/react-query'
import { charactersQuery } from './charactersQuery.ts'
import { useChatContext } from './ChatProvider.tsx'
import { useKnownVisitor } from './useKnownVisitor.ts'

/** As `useCharacters`, with `data` always there: suspends while it loads, throws to the nearest error boundary. */
export function useCharactersSuspense() {
  const { client, queryClient } = useChatContext()
  useKnownVisitor()
  return useSuspenseQuery(charactersQuery(client), queryClient)
}
