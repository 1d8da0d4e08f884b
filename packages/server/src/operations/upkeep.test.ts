import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { scriptedResponder } from '../responders/scriptedResponder.ts'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { StorageUnavailable, type Storage, type Upkeep } from '../storage/Storage.ts'
import { readStream, say, SECRET_KEY, testServer } from '../testing/testServer.ts'

const LEASE_MS = 15_000

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => vi.useRealTimers())

const never = scriptedResponder(async function* () {
  yield { type: 'text-delta' as const, id: '0', delta: 'so far' }
  await new Promise(() => {})
})

const setUp = async (change: (storage: Storage) => Partial<Storage>, options = {}) => {
  const storage = memoryStorage()
  const works: Upkeep[] = []
  const server = testServer({
    responder: never,
    storage: {
      ...storage,
      upkeep: work => (works.push(work), storage.upkeep(work)),
      ...change(storage),
    },
    ...options,
  })
  const { clientToken: token } = await server.mint({ userIdentifier: 'ada' })
  const begin = () =>
    server.send('/v1/conversations', { token, accept: 'text/event-stream', body: { message: say('q') } })
  return { server, works, begin, token }
}

test('the leases of the runs that are being written are renewed, three times per lease', async () => {
  const now = 1_000_000
  const { server, works, begin } = await setUp(() => ({}), { now: () => now, retentionDays: 2 })
  await begin()
  await vi.advanceTimersByTimeAsync(LEASE_MS)
  expect(works).toHaveLength(3)
  expect(works[0]).toMatchObject({ now, leaseUntil: now + LEASE_MS, deleteBefore: now - 2 * 86_400_000 })
  expect(works[0]!.runIds).toHaveLength(1)
  await server.close()
  await vi.advanceTimersByTimeAsync(LEASE_MS)
  expect(works).toHaveLength(3)
})

test('a server that is closing keeps the leases of what it still writes', async () => {
  const { server, works, begin } = await setUp(() => ({}))
  await begin()
  const closing = server.close(400)
  await vi.advanceTimersByTimeAsync(LEASE_MS)
  expect(works.map(({ runIds }) => runIds.length)).toEqual([1, 1, 1])
  await closing
})

test('at its start, and after a time without the database or asleep, a process gives the others a lease', async () => {
  let isAway = false
  let now = 1_000_000
  const { server, works } = await setUp(
    storage => ({
      upkeep: async work => {
        works.push(work)
        if (isAway) throw new StorageUnavailable('away')
        return storage.upkeep(work)
      },
    }),
    { now: () => now },
  )
  /** Which of the next upkeeps leave the runs of others alone. */
  const patience = async (count: number) => {
    works.length = 0
    for (let done = 0; done < count; done++) {
      now += LEASE_MS / 3
      await vi.advanceTimersByTimeAsync(LEASE_MS / 3)
    }
    return works.map(({ expiredBefore }) => expiredBefore === 0)
  }
  expect(await patience(5)).toEqual([true, true, true, false, false])
  isAway = true
  expect(await patience(10)).toEqual([false, ...Array.from({ length: 9 }, () => true)])
  isAway = false
  expect(await patience(5)).toEqual([true, true, true, false, false])
  now += LEASE_MS * 2
  expect(await patience(5)).toEqual([true, true, true, false, false])
  await server.close()
})

test('a run that was ended elsewhere ends here as well', async () => {
  const { server, begin } = await setUp(() => ({ upkeep: async ({ runIds }) => ({ lostRunIds: runIds }) }))
  const reading = readStream(await begin())
  await vi.advanceTimersByTimeAsync(LEASE_MS / 2)
  expect((await reading).at(-2)!.event).toMatchObject({ type: 'error', code: 'stream_interrupted' })
  await server.close()
})

test('a run whose row is gone ends at its next save', async () => {
  const { server, begin } = await setUp(() => ({ saveRun: async () => false }))
  const events = await readStream(await begin())
  expect(events.at(-2)!.event).toMatchObject({ type: 'error', code: 'stream_interrupted' })
  await server.close()
})

test('a database that is away during the upkeep is told and tried again', async () => {
  let tries = 0
  const { server, begin } = await setUp(() => ({
    upkeep: () => (tries++, Promise.reject(new StorageUnavailable('away'))),
  }))
  await begin()
  await vi.advanceTimersByTimeAsync(LEASE_MS)
  expect(tries).toBe(3)
  expect(server.errors).toHaveLength(3)
  await server.close()
})

test('erasing a user ends the replies and the streams of that user', async () => {
  const { server, begin, token } = await setUp(() => ({}))
  const reading = readStream(await begin())
  const erased = await server.send('/v1/visitors/erase', {
    token: SECRET_KEY,
    origin: null,
    body: { userIdentifier: 'ada' },
  })
  expect(erased.status).toBe(204)
  const last = (await reading).at(-2)!.event
  expect(['error', 'abort']).toContain(last!.type)
  expect((await server.send('/v1/conversations', { token })).status).toBe(401)
  await server.close()
})

test('a server that is about to close begins no reply: 503 with Retry-After', async () => {
  const { server, token } = await setUp(() => ({}), { responder: scriptedResponder([]) })
  await server.close()
  const refused = await server.send('/v1/conversations', { token, body: { message: say('x') } })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
})
