import type { Storage } from '@parley/server'

/** The same storage, whose sessions can all be over at once. A clock that was moved would age everything else too. */
export function expirableSessions(storage: Storage): { storage: Storage; expireSessions: () => void } {
  /** The tokens since the last time; before the first one none is asked for. */
  let fresh: Set<string> | null = null
  const methods: Partial<Storage> = {
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
        const member: unknown = Reflect.get(Object.hasOwn(methods, name) ? methods : target, name)
        return typeof member === 'function' ? (member.bind(target) as unknown) : member
      },
    }),
    expireSessions: () => void (fresh = new Set()),
  }
}
