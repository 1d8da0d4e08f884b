import type { Connection } from '../Route.ts'

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]+(?:\.\d{1,3}){0,4}(?:%\w+)?)$/i

/**
 * The address that a request comes from. Each trusted proxy has added the one before it to `X-Forwarded-For`, so what
 * stands that many places from the end is true, and everything before it is only what the caller says.
 */
export function clientAddress(request: Request, { remoteAddress }: Connection, trustProxy: number): string | undefined {
  if (trustProxy === 0) return remoteAddress
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map(readAddress)
  // What a proxy wrote and cannot be read keeps its place: what stands before it is not that proxy's word.
  return [remoteAddress, ...forwarded.reverse()].slice(0, trustProxy + 1).findLast(Boolean)
}

/** Some proxies write the port along: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function readAddress(text: string): string | undefined {
  const address = text.trim().replace(/^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2')
  return address.length <= 64 && ADDRESS.test(address) ? address : undefined
}
