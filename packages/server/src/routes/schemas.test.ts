import * as v from 'valibot'
import { expect, test } from 'vitest'
import { ChatProblem } from '../operations/ChatProblem.ts'
import { validate } from './http/validate.ts'
import { list, object } from './schemas.ts'

/** What is told of a value, and how many items were looked at for it. */
function ask(value: unknown, most = 10_000) {
  let looks = 0
  const counted = v.check(() => ++looks > 0)
  const item = v.pipe(v.unknown(), counted, object({ a: v.string('Must be text.'), b: v.string('Must be text.') }))
  const schema = object({ items: list(item, most, 'Must be a list.') })
  try {
    return { output: validate(schema, value), looked: () => looks }
  } catch (error) {
    if (!(error instanceof ChatProblem)) throw error
    return { errors: error.errors!, detail: error.message, looked: () => looks }
  }
}
const right = { a: 'x', b: 'y' }

test('a list is measured before its items are looked at', () => {
  const { errors, looked } = ask({ items: Array.from({ length: 11 }, () => ({})) }, 10)
  expect(errors).toEqual([{ path: 'items', message: 'At most 10 entries.' }])
  expect(looked()).toBe(0)
})

test('what is wrong with its items is told with their places', () => {
  expect(ask({ items: [right, right] }).output).toEqual({ items: [right, right] })
  expect(ask({ items: [right, { a: 1 }] }).errors).toEqual([
    { path: 'items.1.a', message: 'Must be text.' },
    { path: 'items.1.b', message: 'Is required.' },
  ])
})

test.each([[null], ['ab'], [{ length: 1 }], [7]])('%j is no list', items => {
  expect(ask({ items }).errors).toEqual([{ path: 'items', message: 'Must be a list.' }])
})

test('fifty errors are told, and nothing is looked at after them', () => {
  const { errors, detail, looked } = ask({ items: Array.from({ length: 10_000 }, () => ({})) })
  expect([errors!.length, looked()]).toEqual([50, 25])
  expect(detail!.length).toBeLessThanOrEqual(1000)
})

test('an object of very many wrong fields is told with fifty', () => {
  const names = Array.from({ length: 200 }, (_, index) => `field${index}`)
  const schema = object(Object.fromEntries(names.map(name => [name, v.string()])))
  expect(() => validate(schema, {})).toThrow(
    expect.objectContaining({ errors: expect.objectContaining({ length: 50 }) as unknown }),
  )
})
