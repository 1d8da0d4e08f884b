import { createLazy } from '../theme/createLazy.tsx'

/** The list of conversations, fetched when it is first asked for. */
export const { Lazy: LazyHistory, preload: preloadHistory } = createLazy(() =>
  import('../history/HistoryList.tsx').then(module => module.HistoryList),
)
