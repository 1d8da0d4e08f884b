import type { QueryClient } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { visitorKey } from './queryKey.ts'

/**
 * Runs a change of the visitor's cached queries and returns its end: takes it back when it failed. What was being read
 * would have undone it, and is read again at the end.
 */
export async function undoable(
  queryClient: QueryClient,
  client: ChatClient,
  change: () => void,
): Promise<(failed: boolean) => void> {
  const all = { queryKey: visitorKey(client) }
  const reading = queryClient
    .getQueryCache()
    .findAll({ ...all, fetchStatus: 'fetching', predicate: ({ state }) => state.data !== undefined })
  // Waited for: it puts back what was there before the reading.
  await Promise.all(reading.map(query => query.cancel({ revert: true })))
  const before = new Map(queryClient.getQueriesData(all))
  change()
  const changed = queryClient.getQueriesData(all).filter(([key, data]) => data !== before.get(key))
  const readAgain = (queryKey: readonly unknown[]) => void queryClient.invalidateQueries({ queryKey, exact: true })
  return failed => {
    for (const [queryKey, data] of failed ? changed : []) {
      // Somebody wrote after us: only the server knows what is right now.
      if (queryClient.getQueryData(queryKey) !== data) readAgain(queryKey)
      else queryClient.setQueryData(queryKey, before.get(queryKey))
    }
    for (const { queryKey } of reading) readAgain(queryKey)
  }
}
