import { parseEmbedOrigin } from './embedOrigin.ts'

export interface OriginList {
  readonly entries: readonly string[]
  includes(origin: string): boolean
}

const WILDCARD = /^https:\/\/\*\.(.+)$/i

/**
 * A list of exact origins and `https://*.example.com` (subdomains, not the apex). Throws on an entry that is neither,
 * also where `isPublicSuffix` says that a wildcard would let in everybody's sites.
 */
export function parseOriginList(
  entries: readonly string[],
  isPublicSuffix: (host: string) => boolean = host => !host.includes('.'),
): OriginList {
  const exact = new Set<string>()
  const suffixes: { host: string; port: string }[] = []
  for (const entry of entries) {
    const wildcard = WILDCARD.exec(entry)
    const origin = parseEmbedOrigin(wildcard ? `https://${wildcard[1]}` : entry)
    if (!origin) throw new TypeError(`"${entry}" is not an origin: write https://example.com or https://*.example.com`)
    const { hostname, port } = new URL(origin)
    if (!wildcard) exact.add(origin)
    else if (isPublicSuffix(hostname) || /^[\d.]+$|^\[/.test(hostname))
      throw new TypeError(`"${entry}" would allow sites of other people: name a domain of your own`)
    else suffixes.push({ host: `.${hostname}`, port })
  }
  return {
    entries,
    includes(origin) {
      if (exact.has(origin)) return true
      if (suffixes.length === 0 || parseEmbedOrigin(origin) !== origin) return false
      const { protocol, hostname, port } = new URL(origin)
      return (
        protocol === 'https:' &&
        suffixes.some(
          suffix => port === suffix.port && hostname.endsWith(suffix.host) && hostname.length > suffix.host.length,
        )
      )
    },
  }
}
