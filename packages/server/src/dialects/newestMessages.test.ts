import type { Message } from '@parley/protocol'
import { expect, test } from 'vitest'
import { memoryStorage } from '../storage/memoryStorage.ts'
import { testServer } from '../testing/testServer.ts'
import { newestMessages } from './newestMessages.ts'

const said = (index: number, length: number): Message => ({
  id: `m_${index}`,
  role: index % 2 ? 'assistant' : 'user',
  parts: [{ type: 'text', text: `${index} ${'x'.repeat(length)}` }],
  metadata: { createdAt: new Date(index).toISOString(), status: 'complete' },
})

/** A conversation of so many messages, in a storage that counts the rows it reads and how many it read at once. */
async function conversation(visitorId: string, count: number, length: number) {
  const storage = memoryStorage()
  const messages = Array.from({ length: count }, (_, index) => said(index, length))
  await storage.createConversation(visitorId, { id: 'c_1', title: '', titled: false, createdAt: 0 }, messages)
  const read = { rows: 0, atOnce: 0 }
  const counted: typeof storage = {
    ...storage,
    async listMessages(...values) {
      const records = await storage.listMessages(...values)
      read.rows += records?.length ?? 0
      read.atOnce = Math.max(read.atOnce, records?.length ?? 0)
      return records
    },
  }
  const numbers = async (limit?: number) =>
    (await newestMessages(counted, visitorId, 'c_1', limit))!.map(({ message }) => Number(message.id.slice(2)))
  return { storage: counted, read, numbers }
}
const upTo = (last: number, count: number) => Array.from({ length: count }, (_, index) => last - count + 1 + index)

test.each([0, 1, 49, 50, 51, 240])('all of %d short messages are there, in their order', async count => {
  const { numbers } = await conversation('v', count, 10)
  expect(await numbers()).toEqual(upTo(count - 1, count))
})

test.each([1, 50, 60])('of 200 the newest %d, when no more are asked for', async limit => {
  const { numbers, read } = await conversation('v', 200, 10)
  expect(await numbers(limit)).toEqual(upTo(199, limit))
  expect(read.rows).toBe(limit)
})

test('of long ones the newest are there as far as 1 MB goes, and the others are not read', async () => {
  const { numbers, read } = await conversation('v', 1000, 30_000)
  expect(await numbers()).toEqual(upTo(999, 33))
  expect(read).toEqual({ rows: 50, atOnce: 50 })
})

test('one that is longer than that is there', async () => {
  const { numbers } = await conversation('v', 3, 2_000_000)
  expect(await numbers()).toEqual([2])
})

test('what is not there, or of somebody else, is not found', async () => {
  const { storage } = await conversation('v', 1, 1)
  expect(await newestMessages(storage, 'v', 'c_2')).toBeUndefined()
  expect(await newestMessages(storage, 'w', 'c_1')).toBeUndefined()
})

/** The same, over HTTP. */
async function serve() {
  const minting = testServer({ storage: memoryStorage() })
  const { visitorId } = await minting.mint({ userIdentifier: 'ada' })
  const talk = await conversation(visitorId, 400, 30_000)
  const server = testServer({ dialects: 'all', storage: talk.storage })
  const { clientToken: token } = await server.mint({ userIdentifier: 'ada' })
  return { ...talk, server, token }
}

test.each(['/api/v1/chat/c_1', '/api/v1/chat/c_1/messages'])('%s is 1 MB of a conversation of 12', async path => {
  const { server, token, read } = await serve()
  const text = await (await server.send(path, { token })).text()
  expect(text.length).toBeLessThan(1_100_000)
  const { messages } = JSON.parse(text) as { messages: { content: string }[] }
  expect(messages.map(({ content }) => parseInt(content))).toEqual(upTo(399, 33))
  expect(read.atOnce).toBe(50)
  await server.close()
})

test('a completion that says it is sent again reads no more than that', async () => {
  const { server, token, read } = await serve()
  const messages = Array.from({ length: 5000 }, () => ({ role: 'user', content: 'x' }))
  const headers = { 'x-stainless-retry-count': '1', 'gram-chat-id': 'c_1' }
  const answer = await server.send('/chat/completions', { token, headers, body: { messages } })
  expect(answer.status).toBe(200)
  await answer.text()
  // And once more what the responder is shown.
  expect(read.rows).toBeLessThanOrEqual(50 + 100)
  await server.close()
})
