'use client'
import { useMemo, useSyncExternalStore } from 'react'
import type { StoreApi } from 'zustand/vanilla'

type ReadableStore<State> = Pick<StoreApi<State>, 'getState' | 'subscribe'>

/** Part of a store. Renders only when that part is another by `Object.is`. The selector may be made anew each time. */
export function useSelection<State, Source, Part = Source>(
  store: ReadableStore<State>,
  source: (state: State) => Source,
  select: (source: Source) => Part = itself as never,
): Part {
  const read = useMemo(() => createRead(store, source, select), [store, source, select])
  return useSyncExternalStore(store.subscribe, read, read)
}

/** The same part for the same source, or React would render without end. */
function createRead<State, Source, Part>(
  store: ReadableStore<State>,
  source: (state: State) => Source,
  select: (source: Source) => Part,
): () => Part {
  let last: { source: Source; part: Part } | undefined
  return () => {
    const next = source(store.getState())
    if (!last || !Object.is(last.source, next)) last = { source: next, part: select(next) }
    return last.part
  }
}

const itself = <T>(value: T): T => value
