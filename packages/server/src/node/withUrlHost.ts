import type { IncomingMessage } from 'node:http'

/**
 * Lets `work` make a URL of a request whose `Host` is missing or makes none. The chat reads nothing from it, so that no
 * `Host` is a reason to refuse; a real one stays for `authorizeMint`, and the header itself for whoever comes after us.
 */
export function withUrlHost({ headers }: IncomingMessage, work: () => void): void {
  const { host } = headers
  if (host !== undefined && isUrlHost(host)) return work()
  headers.host = 'localhost'
  try {
    work()
  } finally {
    if (host === undefined) delete headers.host
    else headers.host = host
  }
}

/** As it stands: of `%41` or `a/b` a URL would make another. */
function isUrlHost(host: string): boolean {
  const url = `http://${host}`
  return URL.canParse(url) && new URL(url).hostname === host.toLowerCase().replace(/:\d+$/, '')
}
