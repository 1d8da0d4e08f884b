// @vitest-environment jsdom
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { stopTime } from '../../../hooks/tests/anyOrder/clock.ts'
import { preloadHistory } from '../../src/panel/LazyHistory.tsx'
import { preloadMessages } from '../../src/transcript/LazyMessageList.tsx'
import { simulate } from './simulate.tsx'

/*
 * Whatever a visitor does in the panel, in any order, with what the network, the page and another window do meanwhile: no
 * list has a key twice, no answer is told twice, the focus stays in the panel, and when the network is well again, each
 * word is on the server once or can be sent still, and what is drawn of each conversation is what the server has.
 *
 * More of them: ANY_ORDER=1000-2000 npx vitest run --project unit packages/widget/tests/anyOrder
 */
const [from = 1, to = 50] = (process.env['ANY_ORDER'] ?? '1-50').split('-').map(Number)
const EACH = 25

beforeAll(async () => {
  await Promise.all([preloadHistory(), preloadMessages(), import('../../src/message/FeedbackForm.tsx')])
})
beforeEach(() => {
  stopTime()
  vi.stubGlobal('requestAnimationFrame', (draw: (at: number) => void) => setTimeout(() => draw(performance.now()), 16))
  vi.stubGlobal('cancelAnimationFrame', (timer: ReturnType<typeof setTimeout>) => clearTimeout(timer))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const starts = Array.from({ length: Math.ceil((to - from + 1) / EACH) }, (_, index) => from + index * EACH)

test.each(starts)('nothing is lost, doubled or left behind in simulation %i and those after it', async start => {
  for (let seed = start; seed < start + EACH && seed <= to; seed++) {
    const { wrong, trace } = await simulate(seed)
    expect(wrong, `simulation ${seed}:\n${trace.join('\n')}`).toEqual([])
  }
})
