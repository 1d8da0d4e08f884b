/** Refuses a part of the requests when there is more to do than can be done in time. */
export interface LoadGuard {
  /** The seconds to wait before trying again, or undefined when the request is taken. `begins`: it asks for new work. */
  refuse(request: { begins: boolean }): number | undefined
  /** Given once: for how many milliseconds the typical reply has waited to begin. */
  watch?(waitingMs: () => number): void
}

/** What ends work is never refused, nor a probe: a server that is busy is not one that is broken. */
export function mayBeRefused({ method, url }: Request): { begins: boolean } | undefined {
  const { pathname } = new URL(url)
  if (method === 'DELETE' || /\/(?:stop|revoke|erase|healthz|readyz)$/.test(pathname)) return undefined
  return { begins: method === 'POST' }
}
