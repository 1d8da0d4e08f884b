import { memoryStorage, type Storage } from '@parley/server'

/**
 * A storage, the given one or memory, whose sessions can all be over at once. A clock that was moved would age everything
 * else too.
 */
export function expirableSessions(given: Storage | undefined): { storage: Storage; expireSessions: () => void } {
  const storage = given ?? memoryStorage()
  /** The tokens since the last time; before the first one none is asked for. */
  let fresh: Set<string> | null = null
  const own: Partial<Storage> = {
    // A test that runs all its timers would never be through with one that comes again.
    isEphemeral: !given || given.isEphemeral === true,
    putTokens(tokens, now) {
      for (const { hash } of tokens) fresh?.add(hash)
      return storage.putTokens(tokens, now)
    },
    async findToken(hash) {
      const token = await storage.findToken(hash)
      return fresh && token?.kind === 'session' && !fresh.has(hash) ? { ...token, expiresAt: 0 } : token
    },
  }
  return {
    // No copy, which would lose what a storage has from its class.
    storage: new Proxy(storage, {
      get(target, name) {
        const member: unknown = Reflect.get(Object.hasOwn(own, name) ? own : target, name)
        return typeof member === 'function' ? (member.bind(target) as unknown) : member
      },
    }),
    expireSessions: () => void (fresh = new Set()),
  }
}
