import type { Query, QueryClient } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { visitorKey } from './queryKey.ts'

/**
 * Runs a change of the visitor's cached queries and returns its end: takes it back for an error. What was being read
 * would have undone it, and is read again at the end.
 */
export async function undoable(
  queryClient: QueryClient,
  client: ChatClient,
  change: () => void,
): Promise<(error: unknown) => void> {
  const queries = queryClient.getQueryCache().findAll({ queryKey: visitorKey(client) })
  const stale = new Set(queries.filter(({ state }) => state.fetchStatus === 'fetching' && state.data !== undefined))
  const isStale = { predicate: (query: Query) => stale.has(query) }
  // Waited for: it puts back what was there before the reading.
  await queryClient.cancelQueries(isStale)
  const before = queries.map(({ state }) => state.data)
  change()
  const after = queries.map(({ state }) => state.data)
  return error => {
    queries.forEach((query, index) => {
      if (!error || after[index] === before[index]) return
      // Who wrote after us is not undone. Either way only the server knows what is right now: it may be its answer that is lost.
      stale.add(query)
      if (query.state.data === after[index]) query.setData(before[index])
    })
    void queryClient.invalidateQueries(isStale)
  }
}
