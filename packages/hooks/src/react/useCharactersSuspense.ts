'use client'
import { useSuspenseQuery } from '@tanstack/react-query'
import { charactersQuery } from './charactersQuery.ts'
import { useKnownVisitor } from './useKnownVisitor.ts'

/** As `useCharacters`, with `data` always there: suspends while it loads, throws to the nearest error boundary. */
export function useCharactersSuspense() {
  const { client, queryClient } = useKnownVisitor()
  return useSuspenseQuery(charactersQuery(client), queryClient)
}
