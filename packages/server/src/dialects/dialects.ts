import { aiSdk } from './aiSdk.ts'
import { aurora } from './aurora.ts'
import { datamonkey } from './datamonkey.ts'
import type { Dialect } from './Dialect.ts'
import { gram } from './gram.ts'
import { inkeep } from './inkeep.ts'

/** Every dialect, by the name that `PARLEY_DIALECTS` gives it. */
export const dialects = { inkeep, aiSdk, gram, datamonkey, aurora } satisfies Record<string, Dialect>

/** A foreign wire that the server can speak, as `PARLEY_DIALECTS` names it. */
export type DialectName = keyof typeof dialects
