import { aiSdk } from './aiSdk.ts'
import type { Dialect } from './Dialect.ts'
import { inkeep } from './inkeep.ts'

/** Every dialect, by the name that `PARLEY_DIALECTS` gives it. */
export const dialects = { inkeep, aiSdk } satisfies Record<string, Dialect>

export type DialectName = keyof typeof dialects
