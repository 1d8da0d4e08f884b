/** The visitor token of one key on one server, in `localStorage`, and in memory for where that is blocked. */
export interface VisitorTokens {
  read(): string | undefined
  write(token: string): void
  forget(): void
  /** Runs alone among the tabs of this origin, where the browser has Web Locks. */
  lock<T>(run: () => Promise<T>): Promise<T>
}

const memory = new Map<string, string>()

export function createVisitorTokens(endpoint: string, key: string): VisitorTokens {
  const name = `parley:visitor:${endpoint}:${key}`
  return {
    read: () => attempt(() => localStorage.getItem(name)) ?? memory.get(name),
    write(token) {
      memory.set(name, token)
      attempt(() => localStorage.setItem(name, token))
    },
    forget() {
      memory.delete(name)
      attempt(() => localStorage.removeItem(name))
    },
    lock: run => {
      // Where storage is blocked, so are locks; and no other tab has this visitor.
      const locks = attempt(() => localStorage && navigator.locks)
      return locks ? locks.request(name, run) : run()
    },
  }
}

function attempt<T>(access: () => T): T | undefined {
  try {
    return access() // throws where storage is blocked, absent or full
  } catch {
    return undefined
  }
}
