import { expect, test } from 'vitest'
import { createGroups } from './createGroups.ts'

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `m${from + index}`)

/** Which group each item is in. */
const placesOf = (keys: string[], groups: { key: string; from: number; to: number }[]) =>
  new Map(groups.flatMap(group => keys.slice(group.from, group.to).map(key => [key, group.key])))

test('every item is in one group, in order, and no group is long', () => {
  for (const length of [0, 1, 32, 33, 50, 333]) {
    const keys = range(0, length)
    const groups = createGroups()(keys)
    expect(groups.flatMap(group => keys.slice(group.from, group.to))).toEqual(keys)
    expect(groups.every(group => group.to - group.from <= 32)).toBe(true)
    expect(new Set(groups.map(group => group.key)).size).toBe(groups.length)
  }
})

test('older items before and newer ones behind leave all others in their groups', () => {
  const group = createGroups()
  let keys = range(500, 550)
  let places = placesOf(keys, group(keys))
  for (const [from, to] of [[500, 551], [500, 552], [450, 552], [400, 580], [7, 581]] as const) {
    keys = range(from, to)
    const groups = group(keys)
    const now = placesOf(keys, groups)
    for (const [key, place] of places) expect(now.get(key)).toBe(place)
    expect(groups.flatMap(({ from: first, to: end }) => keys.slice(first, end))).toEqual(keys)
    places = now
  } // prettier-ignore
})

test('what is deleted and what changes its order breaks nothing', () => {
  const group = createGroups()
  group(range(0, 80))
  for (const keys of [range(0, 20), [...range(20, 40), ...range(0, 20)], ['m3', 'm30', 'm4', 'm31'], []]) {
    const groups = group(keys)
    expect(groups.flatMap(({ from, to }) => keys.slice(from, to))).toEqual(keys)
    expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length)
  }
})
