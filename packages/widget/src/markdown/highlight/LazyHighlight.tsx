import { createLazy } from '../../theme/createLazy.tsx'

/** Colours for code, fetched when the first message has some. */
export const { Lazy: LazyHighlight } = createLazy(() =>
  import('./HighlightedCode.tsx').then(module => module.HighlightedCode),
)
