import type { QueryClient } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { visitorKey } from './queryKey.ts'

/** Runs a change of the visitor's cached queries and returns how to take it back. */
export function undoable(queryClient: QueryClient, client: ChatClient, change: () => void): () => void {
  const all = { queryKey: visitorKey(client) }
  const before = new Map(queryClient.getQueriesData(all))
  change()
  const changed = queryClient.getQueriesData(all).filter(([key, data]) => data !== before.get(key))
  return () => {
    for (const [queryKey, data] of changed) {
      // Somebody wrote after us: only the server knows what is right now.
      if (queryClient.getQueryData(queryKey) !== data) void queryClient.invalidateQueries({ queryKey, exact: true })
      else queryClient.setQueryData(queryKey, before.get(queryKey))
    }
  }
}
