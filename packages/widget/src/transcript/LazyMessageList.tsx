import { createLazy } from '../theme/createLazy.tsx'

/** What draws messages, Markdown and all: an opened chat can be used before it is here. */
export const { Lazy: LazyMessageList, preload: preloadMessages } = createLazy(() =>
  import('./MessageList.tsx').then(module => module.MessageList),
)
