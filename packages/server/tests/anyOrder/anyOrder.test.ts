import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stopTime } from './clock.ts'
import { endPostgres, type GroundName } from './createGround.ts'
import { simulate } from './simulate.ts'

/*
 * Whatever visitors do, in any order and in several windows, whatever becomes of the servers and of their database: after
 * each transaction the tables say the same as each other, each stream tells the same events, and when all is well again,
 * what was acknowledged is there once, nothing goes on for ever, and nobody has heard of anybody else.
 *
 * Among the default ones are two that have found something. More of them:
 * ANY_ORDER=1000-3000 npx vitest run --project unit packages/server/tests/anyOrder
 * On a real PostgreSQL, in real time: ANY_ORDER_ON=postgres, some ten seconds for each.
 * A key is forgotten with what it made: a message said again with it, after its conversation was deleted, begins another.
 */
const [from = 70, to = 81] = (process.env['ANY_ORDER'] ?? '70-81').split('-').map(Number)
const names = (process.env['ANY_ORDER_ON'] ?? 'memory,libsql,shared').split(',') as GroundName[]
const EACH = 5

beforeEach(() => {
  if (!names.includes('postgres')) stopTime()
})
afterEach(() => void vi.useRealTimers())
afterAll(endPostgres)

const starts = Array.from({ length: Math.ceil((to - from + 1) / EACH) }, (_, index) => from + index * EACH)
const all = names.flatMap(name => starts.map(start => [name, start] as const))

test.each(all)(
  'nothing is lost, doubled or left behind over %s in simulation %i and those after it',
  async (name, start) => {
    for (let seed = start; seed < start + EACH && seed <= to; seed++) {
      const { wrong, trace } = await simulate(seed, name)
      expect(wrong, `simulation ${seed} over ${name}:\n${trace.join('\n')}`).toEqual([])
    }
  },
  200_000,
)
