// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { shorten } from '../build/shortenMembers.ts'

const names = ['first', 'second']

describe('members with short names', () => {
  it.each([
    ['a.first.second?.first', 'a.$0.$1?.$0'],
    ['({ first: 1, second() {} })', '({ $0: 1, $1() {} })'],
    ['({ first, other })', '({ $0:first, other })'],
    ['const { first, second = first } = a', 'const { $0:first, $1:second = first } = a'],
    ['class A { first = 1; get second() { return this.first } }', 'class A { $0 = 1; get $1() { return this.$0 } }'],
    ['first(a.firsts)', 'first(a.firsts)'],
    ['a[first] = { [second]: a["first"] }', 'a[first] = { [second]: a["first"] }'],
    ['class A { #first; read() { return this.#first } }', 'class A { #first; read() { return this.#first } }'],
  ])('%s', (code, shortened) => {
    expect(shorten(code, names)).toBe(shortened)
  })
})
