import { StorageUnavailable, type Storage } from '../storage/Storage.ts'
import { withMethods } from '../storage/withMethods.ts'

const writes = [
  'putTokens',
  'revokeSessions',
  'createConversation',
  'updateConversation',
  'deleteOwned',
  'setFeedback',
  'beginRun',
  'saveRun',
  'upkeep',
] as const satisfies (keyof Storage)[]

/**
 * The same storage, and whether it takes writes. A disk that is full can still be read, and so can a file that was
 * moved; a write at every probe would be the price of being asked, so only one that has failed is tried again.
 */
export function watchWrites(storage: Storage): { storage: Storage; expectWrites: (now: number) => Promise<void> } {
  let hasFailed = false
  const watch = (name: (typeof writes)[number]) =>
    async function (...values: unknown[]) {
      try {
        return await (storage[name] as (...values: unknown[]) => Promise<unknown>).apply(storage, values)
      } catch (error) {
        if (error instanceof StorageUnavailable) hasFailed = true
        throw error
      }
    }
  const watched = Object.fromEntries(writes.map(name => [name, watch(name)])) as Partial<Storage>
  return {
    storage: withMethods(storage, watched),
    async expectWrites(now) {
      if (!hasFailed) return
      // A token that nobody has, over when it is made: the upkeep takes it away.
      const probe = { kind: 'visitor', hash: 'readiness', visitorId: '', keyId: '', embedOrigin: null } as const
      await storage.putTokens([{ ...probe, expiresAt: now }], now)
      hasFailed = false
    },
  }
}
