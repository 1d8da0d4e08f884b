import { parse } from 'tldts'

/** Under these hosts anybody can have a site: `com`, `co.uk`, `github.io`. */
export function isPublicSuffix(host: string): boolean {
  const { publicSuffix, domain } = parse(host, { allowPrivateDomains: true })
  return publicSuffix === host || domain === null
}
