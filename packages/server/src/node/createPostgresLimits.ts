import type { Pool } from 'pg'
import type { LimitCount, Limits } from '../operations/Limits.ts'
import { isPostgresAway, postgresFlavour } from '../storage/sql/postgres/postgresFlavour.ts'
import { whenFree } from '../storage/sql/whenFree.ts'
import { StorageUnavailable } from '../storage/Storage.ts'
import { readRate } from './createLimits.ts'

const CLEAN_MS = 60_000

interface Counted {
  key: string
  points: number
  left: number
}

/** The limits of `createLimits`, counted together by all processes that share the database. */
export function createPostgresLimits(pool: Pool, rates: { rateLimit: string; anonymousLimit: string }): Limits {
  const rate = readRate(rates.rateLimit)
  const limits = { mint: rate, send: rate, anonymous: readRate(rates.anonymousLimit) }

  const query = async <T>(text: string, values: unknown[]): Promise<T[]> => {
    try {
      return (await whenFree(() => pool.query(text, values), postgresFlavour.isBusy)).rows as T[]
    } catch (cause) {
      throw isPostgresAway(cause) ? new StorageUnavailable('The database does not answer.', { cause }) : cause
    }
  }
  const keyOf = ({ limit, key }: LimitCount): string => `${limit}:${key}`
  // In one order, so that no two statements wait for each other.
  const inOrder = (counts: readonly LimitCount[]) =>
    [...counts].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))

  const giveBack = async (counts: readonly LimitCount[]): Promise<void> => {
    if (counts.length === 0) return
    await query(
      `update limit_counts set points = greatest(0, points - 1)
       where key in (select key from limit_counts where key = any($1) order by key for update)`,
      [counts.map(keyOf)],
    )
  }

  const cleaning = setInterval(() => {
    if (pool.ending) return clearInterval(cleaning)
    // Those that are counted at this moment are not waited for, which in another order would be a deadlock.
    const text = `delete from limit_counts where key in
      (select key from limit_counts where ends_at < clock_timestamp() for update skip locked)`
    void query(text, []).catch(() => {})
  }, CLEAN_MS).unref()

  return {
    giveBack,
    async take(counts) {
      if (counts.length === 0) return undefined
      const sorted = inOrder(counts)
      const rows = await query<Counted>(
        `insert into limit_counts as c (key, points, ends_at)
         select key, 1, clock_timestamp() + make_interval(secs => seconds)
         from unnest($1::text[], $2::float8[]) as asked (key, seconds)
         on conflict (key) do update set
           points = case when c.ends_at <= clock_timestamp() then 1 else c.points + 1 end,
           ends_at = case when c.ends_at <= clock_timestamp() then excluded.ends_at else c.ends_at end
         returning key, points, extract(epoch from ends_at - clock_timestamp())::float8 as left`,
        [sorted.map(keyOf), sorted.map(({ limit }) => limits[limit].duration)],
      )
      const byKey = new Map(rows.map(row => [row.key, row]))
      const over = counts
        .map(count => ({ count, row: byKey.get(keyOf(count))! }))
        .filter(({ count, row }) => row.points > limits[count.limit].points)
      if (over.length === 0) return undefined
      await giveBack(counts)
      return { retryAfter: Math.max(1, ...over.map(({ row }) => Math.ceil(row.left))) }
    },
  }
}
