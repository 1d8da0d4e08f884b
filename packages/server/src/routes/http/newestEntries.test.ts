import { expect, test } from 'vitest'
import { newestEntries } from './newestEntries.ts'

const encoder = new TextEncoder()
/** What is left of a body that comes in pieces of so many bytes; undefined when it is too large. */
function read(body: string, { list = 100, all = 200, piece = Infinity } = {}) {
  const bytes = encoder.encode(body)
  const collected = newestEntries(list, all)
  for (let at = 0; at < bytes.length; at += piece)
    if (!collected.add(bytes.subarray(at, Math.min(at + piece, bytes.length)))) return undefined
  return new TextDecoder().decode(collected.all())
}
const entries = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ n: from + index }))
const body = (messages: unknown[], more: object = {}) => JSON.stringify({ id: 'c', messages, ...more })

test.each([
  body([]),
  body(entries(5), { tools: [1, [2, [3]], '],["'], trigger: 'submit' }),
  body(['a "quoted" \\', { text: '],[{"\\"' }, 'żółw 👋']),
  '{"a":{"b":[1,2,3]},"c":[ ]}',
  '[1,[2,3],{"a":[4]}]',
  '"text"',
  'no json ]]}{ "',
  '',
])('%s is left as it is', text => {
  for (const piece of [1, 2, 7, Infinity]) expect(read(text, { piece })).toBe(text)
})

test('of a list that is too long the newest entries are left, whatever pieces it comes in', () => {
  const list = 4000
  const long = body(entries(2000), { trigger: 'submit' })
  const left = JSON.parse(read(long, { list, all: 5000 })!)
  expect(left).toMatchObject({ id: 'c', trigger: 'submit' })
  expect(left.messages.at(-1)).toEqual({ n: 1999 })
  expect(left.messages).toEqual(entries(left.messages.length, 2000 - left.messages.length))
  const length = JSON.stringify(left.messages).length
  expect([length > list - 1100, length <= list + 2]).toEqual([true, true])
  for (const piece of [1, 3, 100, 4096]) expect(JSON.parse(read(long, { list, all: 5000, piece })!)).toEqual(left)
})

test('an entry that is too long is left out, with what was before it', () => {
  const image = { url: `data:${'x'.repeat(500)}` }
  for (const piece of [1, 10, Infinity]) {
    expect(read(body([{ n: 0 }, image, ...entries(3, 1)], { tools: ['t'] }), { piece })).toBe(
      body(entries(3, 1), { tools: ['t'] }),
    )
    expect(read(body([image, image, 'last']), { piece })).toBe(body(['last']))
  }
})

test.each([
  ['the last entry', body([1, 'x'.repeat(101)])],
  ['the only entry', body(['x'.repeat(101)])],
  ['what is in no list', JSON.stringify({ a: 'x'.repeat(201) })],
  ['what is in a list that has an end, with all else', body(['x'.repeat(90)], { tools: ['x'.repeat(90)], a: 'xxxx' })],
])('%s cannot be left out', (_, text) => {
  for (const piece of [1, 10, Infinity]) expect(read(text, { piece })).toBeUndefined()
})
