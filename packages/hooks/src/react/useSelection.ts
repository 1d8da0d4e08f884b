'use client'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { StoreApi } from 'zustand/vanilla'

/** Part of a store. Renders only when that part is another by `Object.is`; the selector may be made anew each time. */
export function useSelection<State, Source, Part>(
  store: Pick<StoreApi<State>, 'getState' | 'subscribe'>,
  source: (state: State) => Source,
  select: (source: Source) => Part,
): Part {
  const read = useMemo(() => {
    let last: { source: Source; part: Part } | undefined
    return () => {
      const next = source(store.getState())
      if (!last || !Object.is(last.source, next)) {
        const part = select(next)
        last = { source: next, part: last && Object.is(last.part, part) ? last.part : part }
      }
      return last.part
    }
  }, [store, source, select])
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store])
  return useSyncExternalStore(subscribe, read, read)
}

export const itself = <T>(value: T): T => value
