import { describe, expect, it } from 'vitest'
import { createWords, fillWords } from './createWords.ts'
import { english } from './english.ts'

const now = Date.parse('2026-05-10T12:00:00Z')
const { relativeTime, plural, day, time } = createWords(english, 'en')

describe('the age of a conversation', () => {
  it.each([
    ['2026-05-10T11:59:58Z', 'now'],
    ['2026-05-10T12:00:30Z', 'now'],
    ['2026-05-10T11:57:00Z', '3 minutes ago'],
    ['2026-05-09T12:00:00Z', 'yesterday'],
    // In the visitor's time zone, whichever that is.
    [new Date(2026, 3, 1, 12).toISOString(), 'Apr 1, 2026'],
  ])('%s is %s', (date, expected) => expect(relativeTime(date, now)).toBe(expected))
})

it('counts days by the calendar of the visitor, as above the messages: 47 hours may be two', () => {
  const date = new Date(2026, 4, 8, 11).toISOString()
  expect(relativeTime(date, new Date(2026, 4, 10, 10).getTime())).toBe('2 days ago')
})

it('names the day and the time of a message in the time zone of the visitor', () => {
  const noon = new Date(2026, 4, 10, 12).getTime()
  expect(day(new Date(2026, 4, 10, 0, 1).toISOString(), noon)).toBe('Today')
  expect(day(new Date(2026, 4, 9, 23, 59).toISOString(), noon)).toBe('Yesterday')
  expect(day(new Date(2026, 4, 1).toISOString(), noon)).toBe('May 1, 2026')
  expect(time(new Date(2026, 4, 10, 14, 5).toISOString())).toMatch(/^2:05\sPM$/)
  expect(time('no date')).toBe('')
})

it('chooses the form for a number', () => {
  expect(plural(english.unread, 1)).toBe('1 new answer')
  expect(plural(english.unread, 1200)).toBe('1,200 new answers')
})

it('falls back for a locale that is none', () => expect(createWords(english, 'not a locale!').locale).toBe('en'))
it('leaves unknown places as they are', () => expect(fillWords('{a} {b}', { a: '1' })).toBe('1 {b}'))
