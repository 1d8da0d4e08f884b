'use client'
import * as React from 'react'

export interface ReadableStore<State> {
  getState(): State
  subscribe(listener: () => void): () => void
}

/** Parts of a store. Renders only when one of them is another by `Object.is`. The selector may be made anew each time. */
export function useSelection<State, Parts extends readonly unknown[] | []>(
  store: ReadableStore<State>,
  select: (state: State) => Parts,
): Parts {
  const read = React.useMemo(() => createRead(store, select), [store, select])
  return React.useSyncExternalStore(store.subscribe, read, read)
}

/** The same parts for the same state, or React would render without end. */
function createRead<State, Parts extends readonly unknown[] | []>(
  { getState }: ReadableStore<State>,
  select: (state: State) => Parts,
): () => Parts {
  let state = getState()
  let parts = select(state)
  return () => {
    if (state !== getState()) {
      state = getState()
      const next = select(state)
      if (next.some((part, index) => !Object.is(part, parts[index]))) parts = next
    }
    return parts
  }
}
