// react-query for the embed: what the chat's hooks use of it, without suspense, error boundaries and hydration. Whatever is
// missing stops the build.
import {
  InfiniteQueryObserver,
  MutationObserver,
  notifyManager,
  QueryObserver,
  type MutationObserverOptions,
  type QueryClient,
  type QueryObserverOptions,
} from '@tanstack/query-core'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'

export { QueryClient, replaceEqualDeep, skipToken } from '@tanstack/query-core'

const asGiven = <Options>(options: Options): Options => options
export { asGiven as infiniteQueryOptions, asGiven as queryOptions }

const createQueryHook =
  (Observer: typeof QueryObserver) =>
  (given: QueryObserverOptions, client: QueryClient): unknown => {
    const options = { ...client.defaultQueryOptions(given), _optimisticResults: 'optimistic' as const }
    const [observer] = useState(() => new Observer(client, options))
    const result = observer.getOptimisticResult(options)
    useEffect(() => observer.setOptions(options))
    const subscribe = useCallback(
      (onChange: () => void) => {
        const unsubscribe = observer.subscribe(notifyManager.batchCalls(onChange))
        // It may have changed between drawing and subscribing.
        observer.updateResult()
        return unsubscribe
      },
      [observer],
    )
    useSyncExternalStore(subscribe, () => observer.getCurrentResult())
    return observer.trackResult(result)
  }

export const useQuery = createQueryHook(QueryObserver)
export const useInfiniteQuery = createQueryHook(InfiniteQueryObserver as unknown as typeof QueryObserver)

export function useMutation(options: MutationObserverOptions, client: QueryClient): unknown {
  const [observer] = useState(() => new MutationObserver(client, options))
  useEffect(() => observer.setOptions(options), [observer, options])
  const subscribe = useCallback(
    (onChange: () => void) => observer.subscribe(notifyManager.batchCalls(onChange)),
    [observer],
  )
  const result = useSyncExternalStore(subscribe, () => observer.getCurrentResult())
  const mutate = useCallback(
    (...given: Parameters<typeof result.mutate>) => void observer.mutate(...given).catch(() => {}),
    [observer],
  )
  return { ...result, mutate, mutateAsync: result.mutate }
}

/** The hooks have twins that suspend. The chat does not use them: they go with what nobody imports. */
export function useSuspenseQuery(): never {
  throw new Error('The embed does not suspend.')
}
export { useSuspenseQuery as useSuspenseInfiniteQuery }
