import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Limits } from '../operations/Limits.ts'

const seconds = { s: 1, min: 60, h: 3600, d: 86_400 }

/** A number per time, such as `60/min`, `1000/h`, `5/s`; undefined for anything else. */
export function parseRate(text: string): { points: number; duration: number } | undefined {
  const match = /^([1-9]\d{0,8})\/(s|min|h|d)$/.exec(text)
  return match ? { points: Number(match[1]), duration: seconds[match[2] as keyof typeof seconds] } : undefined
}

/** The same, of a rate that must be one. */
export function readRate(text: string): { points: number; duration: number } {
  const rate = parseRate(text)
  if (rate) return rate
  throw new TypeError(`"${text}" is not a rate: write a number and s, min, h or d, such as 60/min`)
}

/**
 * Limits of this process, counted in memory: `rateLimit` for sends per visitor and per address and for mints per
 * address, `anonymousLimit` for all anonymous replies together. Both as `60/min`.
 */
export function createLimits({ rateLimit, anonymousLimit }: { rateLimit: string; anonymousLimit: string }): Limits {
  const limiters = {
    mint: limiter('mint', rateLimit),
    send: limiter('send', rateLimit),
    anonymous: limiter('anonymous', anonymousLimit),
  }
  const giveBack: Limits['giveBack'] = async counts => {
    for (const { limit, key } of counts) await limiters[limit].reward(key)
  }
  return {
    giveBack,
    async take(counts) {
      for (const [index, { limit, key }] of counts.entries()) {
        try {
          await limiters[limit].consume(key)
        } catch (refused) {
          if (!(refused instanceof RateLimiterRes)) throw refused
          await giveBack(counts.slice(0, index + 1))
          return { retryAfter: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) }
        }
      }
      return undefined
    },
  }
}

function limiter(keyPrefix: string, rate: string): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix, ...readRate(rate) })
}
