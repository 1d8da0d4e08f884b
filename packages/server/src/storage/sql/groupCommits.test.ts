import { expect, test, vi } from 'vitest'
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

test('what comes while a group is committed is the next group', async () => {
  const groups: number[][] = []
  let release = (): void => {}
  const commit = groupCommits(async (items: number[]) => {
    groups.push(items)
    await new Promise<void>(resolve => (release = resolve))
    return items
  }, 0)
  const first = commit(1)
  await vi.waitFor(() => expect(groups).toHaveLength(1))
  const rest = [commit(2), commit(3)]
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(groups).toEqual([[1]])
  release()
  await first
  await vi.waitFor(() => expect(groups).toEqual([[1], [2, 3]]))
  release()
  expect(await Promise.all(rest)).toEqual([2, 3])
})

test('an error that no item is to blame for fails them all at once', async () => {
  let tries = 0
  const commit = groupCommits(
    () => {
      tries++
      return Promise.reject(new Error('full'))
    },
    0,
    () => true,
  )
  const results = await Promise.allSettled([commit(1), commit(2), commit(3)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(tries).toBe(1)
})
