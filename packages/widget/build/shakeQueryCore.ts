import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { shakeMembers } from './shakeMembers.ts'
import { shortenMembers } from './shortenMembers.ts'

/**
 * Leaves of query-core what the chat can reach: four fifths. Its classes have a method and an option for every app there
 * is, and files of ours that stand in `build/queryCore` take the place of its own.
 */
export const shakeQueryCore = (): Plugin[] => [
  shakeMembers('/query-core/', {
    unused,
    idle,
    // A cache can be given functions of its own; ours are not.
    empty: ['config'],
  }),
  shortenMembers(/\/query-core\/|\/build\/(queryCore|reactQuery)/, names),
  {
    name: 'parley-query-core',
    enforce: 'pre',
    resolveId(source, importer) {
      const name = /^\.\/(\w+)\.js$/.exec(source)?.[1]
      // Its index names more than ours have.
      if (!name || !/\/query-core\/.*\/(?!index)\w+\.js$/.test(importer ?? '')) return null
      const ours = fileURLToPath(new URL(`queryCore/${name}.ts`, import.meta.url))
      return existsSync(ours) ? ours : null
    },
  },
]

// `onOnline` is behind our `onlineManager`, which tells nobody.
const unused = [
  'canRun',
  'ensureInfiniteQueryData',
  'ensureQueryData',
  'failureCount',
  'failureReason',
  'fetchFailureCount',
  'fetchFailureReason',
  'fetchInfiniteQuery',
  'fetchOptimistic',
  'fetchQuery',
  'getCurrentQuery',
  'getDefaultOptions',
  'getPreviousPageParam',
  'getQueryState',
  'infiniteQuery',
  'initialData',
  'initialDataUpdatedAt',
  'initialPromise',
  'isFetchedAfterMount',
  'isInitialLoading',
  'isLoadingError',
  'isMutating',
  'isPaused',
  'isPlaceholderData',
  'isRefetchError',
  'isRefetching',
  'onContinue',
  'onFail',
  'onOnline',
  'onPause',
  'persister',
  'placeholderData',
  'prefetchInfiniteQuery',
  'prefetchQuery',
  'queryKeyHashFn',
  'queryType',
  'refetchInterval',
  'refetchIntervalInBackground',
  'refetchOnMount',
  'refetchOnWindowFocus',
  'resetQueries',
  'retryDelay',
  'retryOnMount',
  'scope',
  'setBatchNotifyFunction',
  'setDefaultOptions',
  'setMutationDefaults',
  'setNotifyFunction',
  'setQueryDefaults',
  'setScheduler',
  'shouldFetchOnReconnect',
  'suspense',
]

const idle = [
  // Nobody asks for an interval.
  '#clearRefetchInterval',
  '#computeRefetchInterval',
  '#updateRefetchInterval',
  // Nobody listens to the caches: whoever does so has to take this away.
  'notify',
  // Mutations neither wait for a network nor for each other.
  'resumePausedMutations',
  'runNext',
]

/** What no app knows by its name. */
const names =
  'mutationKey,observers,hasListeners,removeObserver,addObserver,dataUpdatedAt,scheduleGc,clearGcTimeout,batchCalls,getObserversCount,errorUpdateCount,defaultMutationOptions,defaultQueryOptions,isInvalidated,cancelRefetch,createResult,refetchOnReconnect,bindMethods,getQueryDefaults,dataUpdateCount,_defaulted,isStaleByTime,mutationCache,updateGcTime,shouldFetchOnWindowFocus,refetchType,fetchState,mutationId,getMutationDefaults,fetchMore,isFetched,fetchMeta,onMutationUpdate,getMutationCache,fetchFn,optionalRemove,errorUpdatedAt,refetchQueries,onUnsubscribe,onQueryUpdate,cancelOptions,successState,parentResult,onSubscribe,resetState,queryCache,isDisabled,trackProp,newState,isStatic,onFetch,updateResult,getOptimisticResult,_optimisticResults,trackResult'.split(
    ',',
  )
