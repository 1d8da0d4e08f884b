import { echoResponder } from '@parley/server'
import { afterEach, expect, test, vi } from 'vitest'
import { chatSessionsCreate } from '../operations/chatSessionsCreate.ts'
import { continueChat } from '../operations/continueChat.ts'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { messagesList } from '../operations/messagesList.ts'
import { createTestChat, TEST_SERVER_URL } from './createTestChat.ts'

afterEach(() => vi.unstubAllGlobals())

test('an environment that lacks what browsers and Node have is told at once, with what to do', () => {
  const getRandomValues = crypto.getRandomValues.bind(crypto)
  vi.stubGlobal('crypto', { getRandomValues })
  expect(() => createTestChat()).toThrow(/has no crypto\.subtle.* in a setup file: Object\.defineProperty\(/)
})

test('a request that is aborted while the server answers leaves no open stream', async () => {
  const chat = createTestChat({ responder: echoResponder() })
  const { value: conversation } = await conversationsCreate(chat.client, {})
  const conversationId = conversation!.id
  const { fetch } = chat.server
  const controller = new AbortController()
  chat.server.fetch = async (...args) => {
    const response = await fetch(...args)
    controller.abort()
    return response
  }
  const { error } = await messagesList(chat.client, { conversationId }, { signal: controller.signal })
  expect(error!.code).toBe('aborted')
  chat.server.fetch = fetch
  const { value: stream } = await continueChat(chat.client, { conversationId, message: { text: 'hello' } })
  await stream!.final
  expect(chat.openStreams()).toBe(0)
  await chat.close()
})

test('a stream that the server itself breaks off is not open any more', async () => {
  const chat = createTestChat()
  const broken = new ReadableStream({ pull: controller => controller.error(new Error('gone')) })
  chat.server.fetch = () => Promise.resolve(new Response(broken))
  const response = await chat.fetch('https://chat.example/v1/conversations')
  expect(chat.openStreams()).toBe(1)
  await expect(response.text()).rejects.toThrow('network error')
  expect(chat.openStreams()).toBe(0)
  await chat.close()
})

test('sessions are made as they are asked for', async () => {
  const chat = createTestChat({ userIdentifier: 'ann' })
  const ann = (await chatSessionsCreate(chat.client, { adopt: true })).value!
  const bob = (await chatSessionsCreate(chat.client, { userIdentifier: 'bob', adopt: true })).value!
  expect([ann.userIdentifier, bob.userIdentifier]).toEqual(['ann', 'bob'])
  expect(chat.client.visitorId).toBe(bob.visitorId)
  expect(bob.visitorId).not.toBe(ann.visitorId)
  expect((await chatSessionsCreate(chat.client, { embedOrigin: null })).value!.embedOrigin).toBeNull()
  const { error } = await chatSessionsCreate(chat.client, { expiresAfter: 5 })
  expect(error).toMatchObject({ code: 'validation_failed', status: 422 })
  await chat.close()
})

test('sessions meet the faults that are theirs', async () => {
  const chat = createTestChat({ client: { retries: { strategy: 'none' } } })
  chat.faults.failNext(503)
  expect((await chatSessionsCreate(chat.client, {})).ok).toBe(true)
  chat.faults.failNext(403, { code: 'forbidden', path: /chatSessions/ })
  expect((await chatSessionsCreate(chat.client, {})).error).toMatchObject({ code: 'forbidden', status: 403 })
  chat.faults.clear()
  chat.faults.offline = true
  expect((await chatSessionsCreate(chat.client, {})).error).toMatchObject({ code: 'network' })
  chat.faults.offline = false
  expect((await chatSessionsCreate(chat.client, {})).ok).toBe(true)
  await chat.close()
})

test('sessions expire, and the server’s clock goes on as it does', async () => {
  const chat = createTestChat()
  const { clientToken } = (await chatSessionsCreate(chat.client, { adopt: true })).value!
  const conversations = `${TEST_SERVER_URL}/v1/conversations`
  for (let times = 0; times < 3; times++) {
    chat.faults.expireSessions()
    const { value: conversation } = await conversationsCreate(chat.client, {})
    expect(Math.abs(Date.parse(conversation!.createdAt) - Date.now())).toBeLessThan(60_000)
  }
  const refused = await chat.fetch(conversations, { headers: { authorization: `Bearer ${clientToken}` } })
  expect(await refused.json()).toMatchObject({ status: 401, code: 'session_expired' })
  await chat.close()
})

test('a test chat at rest has no timer, so that a test may run all of its own', async () => {
  vi.useFakeTimers()
  const chat = createTestChat()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  await chat.close()
})

test.each([204, 205, 304])('a %i has no body', async status => {
  const chat = createTestChat()
  chat.faults.failNext(status)
  const response = await chat.fetch('https://chat.example/v1/characters')
  expect([response.status, response.body]).toEqual([status, null])
  await chat.close()
})
