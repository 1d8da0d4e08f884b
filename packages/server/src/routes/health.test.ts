import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { StorageUnavailable, type Storage } from '../storage/Storage.ts'
import { converse, messagesOf, problemOf, testServer, textOf } from '../testing/testServer.ts'

/** A server whose storage takes writes until it is told otherwise, and how many of them it got. */
function open(change: (isFull: () => boolean) => Partial<Storage> = () => ({})) {
  const storage = memoryStorage()
  let isFull = false
  let writes = 0
  const expectRoom = async () => {
    if (isFull) throw new StorageUnavailable('full')
  }
  const server = testServer({
    storage: {
      ...storage,
      putTokens: (...values) => (writes++, expectRoom().then(() => storage.putTokens(...values))),
      upkeep: async work => expectRoom().then(() => storage.upkeep(work)),
      ...change(() => isFull),
    },
    leaseMs: 60,
  })
  const ready = async () => {
    const response = await server.send('/readyz', { origin: null })
    return response.status === 200 ? 'ready' : (await problemOf(response)).code
  }
  return { server, ready, fill: (full: boolean) => void (isFull = full), writes: () => writes }
}

test('a server that can only read is not ready until a write goes well again', async () => {
  const { server, ready, fill, writes } = open()
  const isReady = await ready()
  fill(true)
  // Nobody has asked it to write: its own upkeep finds out.
  await expect.poll(ready).toBe('unavailable')
  expect(await ready()).toBe('unavailable')
  fill(false)
  expect([isReady, await ready(), await ready()]).toEqual(['ready', 'ready', 'ready'])
  const before = writes()
  for (let probes = 0; probes < 20; probes++) await ready()
  expect(writes()).toBe(before)
  expect((await server.send('/healthz')).status).toBe(200)
  await server.close()
})

test('what goes wrong with one write, and is not the storage, says nothing of it', async () => {
  const { server, ready } = open(() => ({ createConversation: () => Promise.reject(new Error('a bug')) }))
  const { clientToken: token } = await server.mint()
  expect((await server.send('/v1/conversations', { token, body: {} })).status).toBe(500)
  expect(await ready()).toBe('ready')
  await server.close()
})

test('a storage may be an object of a class, with all that it hides', async () => {
  class Own {
    #inner = memoryStorage()
    static call(own: Own, name: keyof Storage, values: unknown[]): unknown {
      return (own.#inner[name] as (...values: unknown[]) => unknown)(...values)
    }
  }
  for (const name of Object.keys(memoryStorage()) as (keyof Storage)[])
    Object.defineProperty(Own.prototype, name, {
      value(this: Own, ...values: unknown[]) {
        return Own.call(this, name, values)
      },
    })
  const server = testServer({ storage: new Own() as unknown as Storage })
  const { token, path } = await converse(server)
  expect((await messagesOf(server, token, path)).map(textOf)).toEqual(['one two three', 'one two three'])
  await server.close()
})
