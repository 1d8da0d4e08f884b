import { createLazy } from '../../theme/createLazy.tsx'

/** Typeset formulas, fetched when the first message has one. */
export const { Lazy: LazyFormula } = createLazy(() =>
  import('./TypesetFormula.tsx').then(module => module.TypesetFormula),
)
