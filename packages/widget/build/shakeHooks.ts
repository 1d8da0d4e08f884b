import type { Plugin } from 'vite'
import { shakeMembers } from './shakeMembers.ts'

/** What the hooks have for other wires than Parley's own, and for server code. */
export const shakeHooks = (): Plugin =>
  shakeMembers('packages/hooks/src/', { unused: ['connect', 'readError', 'remember', 'secretKey'] })
