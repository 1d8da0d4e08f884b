import { describe, expect, it } from 'vitest'
import { createWords, fillWords } from './createWords.ts'
import { english } from './english.ts'

const now = Date.parse('2026-05-10T12:00:00Z')
const { relativeTime, plural } = createWords(english, 'en')

describe('the age of a conversation', () => {
  it.each([
    ['2026-05-10T11:59:58Z', 'now'],
    ['2026-05-10T12:00:30Z', 'now'],
    ['2026-05-10T11:57:00Z', '3 minutes ago'],
    ['2026-05-09T12:00:00Z', 'yesterday'],
    ['2026-04-01T12:00:00Z', 'Apr 1, 2026'],
  ])('%s is %s', (date, expected) => expect(relativeTime(date, now)).toBe(expected))
})

it('chooses the form for a number', () => {
  expect(plural(english.messageCount, 1)).toBe('1 message')
  expect(plural(english.messageCount, 1200)).toBe('1,200 messages')
})

it('falls back for a locale that is none', () => expect(createWords(english, 'not a locale!').locale).toBe('en'))
it('leaves unknown places as they are', () => expect(fillWords('{a} {b}', { a: '1' })).toBe('1 {b}'))
