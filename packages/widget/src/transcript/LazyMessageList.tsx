import { createLazy } from '../theme/createLazy.tsx'

/** Safari has no idle time to tell of. */
const whenIdle = (globalThis.requestIdleCallback as typeof requestIdleCallback | undefined) ?? setTimeout

/** What draws messages, Markdown and all: an opened chat can be used before it is here. */
export const { Lazy: LazyMessageList, preload: preloadMessages } = createLazy(async () => {
  const { MessageList, warmUp } = await import('./MessageList.tsx')
  whenIdle(warmUp)
  return MessageList
})
