import { expect, test } from 'vitest'
import { groupCommits } from './groupCommits.ts'

test('items of the same moment are one commit; one that fails does not fail the others', async () => {
  const commits: number[][] = []
  const double = groupCommits(async (items: number[]) => {
    commits.push(items)
    if (items.includes(3)) throw new Error('three')
    return items.map(item => item * 2)
  }, 1)
  expect(await Promise.all([double(1), double(2)])).toEqual([2, 4])
  expect(commits).toEqual([[1, 2]])
  const results = await Promise.allSettled([double(3), double(4)])
  expect(results).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 8 }])
  expect(await double(5)).toBe(10)
})
