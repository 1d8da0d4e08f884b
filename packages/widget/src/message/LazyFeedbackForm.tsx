import { createLazy } from '../theme/createLazy.tsx'

/** Fetched with the first bad rating. */
export const { Lazy: LazyFeedbackForm } = createLazy(() =>
  import('./FeedbackForm.tsx').then(module => module.FeedbackForm),
)
