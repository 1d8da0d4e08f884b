import { expect, test } from 'vitest'
import { createCursor } from './createCursor.ts'

test.each<[string, string]>([
  ['of one run only those that count up', 'r.1+ r.2+ r.2- r.1- r.9+ r.10+ r.9- r.10- r.100+ r.99-'],
  ['of another run all over again', 'r.5+ s.1+ s.1- s.2+ r.6+'],
  ['whose run has a dot', 'a.b.9+ a.b.10+ a.b.9- a.c.1+'],
  ['that do not count, unless it is the same again', 'b+ a+ a- b+ r.b+ r.a+ r.a-'],
])('ids %s are news', (_, script) => {
  const isNews = createCursor()
  expect(
    script
      .split(' ')
      .map(step => step.slice(0, -1))
      .map(id => `${id}${isNews(id) ? '+' : '-'}`)
      .join(' '),
  ).toBe(script)
})
