import { ChatProblem } from './ChatProblem.ts'

/** One thing to count: `mint` and `send` per visitor or address, `anonymous` for all anonymous replies together. */
export interface LimitCount {
  limit: 'mint' | 'send' | 'anonymous'
  key: string
}

/** Counts what callers do. `createLimits` of the node entry keeps the counts in memory; a shared store fits as well. */
export interface Limits {
  /** Counts one for each, or none of them when one is used up: then the seconds to wait. */
  take(counts: readonly LimitCount[]): Promise<{ retryAfter: number } | undefined>
  /** Takes back what did not happen. */
  giveBack(counts: readonly LimitCount[]): Promise<void>
}

/** Who asks for a reply. */
export interface Sender {
  visitorId: string
  /** Without one, only the visitor is counted. */
  address?: string | undefined
  isAnonymous: boolean
  /** The operator's own backend, which asks for all of its customers. */
  isService?: true
}

export const sendCounts = ({ visitorId, address, isAnonymous, isService }: Sender): LimitCount[] =>
  isService
    ? []
    : [
        { limit: 'send', key: `visitor:${visitorId}` },
        ...(address === undefined ? [] : [{ limit: 'send', key: `address:${network(address)}` } as const]),
        ...(isAnonymous ? [{ limit: 'anonymous', key: 'all' } as const] : []),
      ]

/** A backend mints for many people from one address, so that its known users count one by one. */
export const mintCounts = (address: string | undefined, userId: string | undefined): LimitCount[] =>
  address === undefined
    ? []
    : [{ limit: 'mint', key: `${network(address)}${userId === undefined ? '' : `:${userId}`}` }]

export const rateLimited = ({ retryAfter }: { retryAfter: number }): ChatProblem =>
  new ChatProblem('rate_limited', `Too many requests. Try again in ${retryAfter} s.`, {
    headers: { 'retry-after': String(retryAfter) },
  })

/** One household has a whole IPv6 /64, so that is what counts as an address. */
export function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped || !address.includes(':')) return mapped ?? address
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::')
  const start = head.split(':').filter(Boolean)
  const end = tail?.split(':').filter(Boolean) ?? []
  const groups = [...start, ...Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0'), ...end]
  return `${groups
    .slice(0, 4)
    .map(group => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
