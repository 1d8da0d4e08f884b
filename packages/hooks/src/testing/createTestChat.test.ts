import { echoResponder } from '@parley/server'
import { afterEach, expect, test, vi } from 'vitest'
import { continueChat } from '../operations/continueChat.ts'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { messagesList } from '../operations/messagesList.ts'
import { createTestChat } from './createTestChat.ts'

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
