import type { Message } from '@parley/hooks'
import { expect, it } from 'vitest'
import { findDayStarts } from './findDayStarts.ts'

const at = (id: string, ...date: [number, number, number, number]): Message => ({
  id,
  role: 'user',
  parts: [],
  metadata: { createdAt: new Date(...date).toISOString(), status: 'complete' },
})
const now = new Date(2026, 4, 10, 12).getTime()

it('finds the first message of each day, and says nothing when all is of today', () => {
  const messages = [at('a', 2026, 4, 8, 10), at('b', 2026, 4, 8, 11), at('c', 2026, 4, 9, 0), at('d', 2026, 4, 10, 1)]
  expect([...findDayStarts(messages, now).keys()]).toEqual(['a', 'c', 'd'])
  expect(findDayStarts(messages.slice(3), now).size).toBe(0)
})

it('lets messages without a date be', () => {
  const message = at('a', 2026, 4, 8, 10)
  expect(findDayStarts([{ ...message, metadata: { ...message.metadata, createdAt: '' } }], now).size).toBe(0)
})
