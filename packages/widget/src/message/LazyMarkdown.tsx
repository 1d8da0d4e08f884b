import { createLazy } from '../theme/createLazy.tsx'

/** The Markdown renderer: an opened chat can be used before it is here. */
export const { Lazy: LazyMarkdown, preload: preloadMarkdown } = createLazy(() =>
  import('../markdown/Markdown.tsx').then(module => module.Markdown),
)
