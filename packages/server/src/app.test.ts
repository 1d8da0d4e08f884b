import type { Conversation, Message } from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import { createChatServer } from './app.ts'
import { echoResponder } from './responders/echoResponder.ts'
import {
  ORIGIN,
  PUBLISHABLE_KEY,
  readRest,
  readStream,
  readUntil,
  say,
  testServer,
  textOf,
} from './testing/testServer.ts'

test('a page mints, sends, reads the stream, and finds the conversation again', async () => {
  const { send } = testServer()
  const minted = await send('/v1/chatSessions', { token: PUBLISHABLE_KEY, body: { embedOrigin: ORIGIN } })
  expect(minted.status).toBe(201)
  const { clientToken: token } = (await minted.json()) as { clientToken: string }

  const reply = await send('/v1/conversations', {
    token,
    accept: 'text/event-stream',
    body: { message: say('hello there  world') },
  })
  expect(reply.status).toBe(200)
  expect(reply.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
  const events = await readStream(reply)
  expect(events.map(({ event, data }) => event?.type ?? data)).toEqual([
    'start',
    'text-start',
    'text-delta',
    'text-delta',
    'text-delta',
    'text-end',
    'finish',
    '[DONE]',
  ])
  const start = events[0]!.event as { conversation: Conversation; runId: string }
  expect(start.conversation).toMatchObject({
    title: 'hello there world',
    messageCount: 2,
    activeRun: { id: start.runId },
  })
  expect(events[0]!.id).toBe(`${start.runId}.1`)

  const list = await send(`/v1/conversations/${start.conversation.id}/messages`, { token })
  const { messages } = (await list.json()) as { messages: Message[] }
  expect(messages.map(textOf)).toEqual(['hello there  world', 'hello there  world'])
  expect(messages[1]!.metadata.status).toBe('complete')
})

test('a reply is stopped with its text so far', async () => {
  const { send, mint } = testServer({ responder: echoResponder({ delayMs: 20 }) })
  const { clientToken: token } = await mint()
  const reply = await send('/v1/conversations', {
    token,
    accept: 'text/event-stream',
    body: { message: say('one two three four five six seven') },
  })
  const { text, reader } = await readUntil(reply, so => so.includes('" two"'))
  const { conversationId } = JSON.parse(/data: (.*)/.exec(text)![1]!) as { conversationId: string }
  const stopped = await send(`/v1/conversations/${conversationId}/stop`, { token, method: 'POST' })
  const { message } = (await stopped.json()) as { message: Message }
  expect(message.metadata.status).toBe('stopped')
  expect(textOf(message)).toMatch(/^one two/)
  expect(textOf(message)).not.toContain('seven')
  const rest = await readRest(reader)
  expect(rest).toContain('"type":"abort"')
})

test('is made without random values and timers, which Cloudflare Workers refuse outside of a request', () => {
  const refused = () => {
    throw new Error('Disallowed operation called within global scope.')
  }
  const spies = [
    vi.spyOn(crypto, 'getRandomValues').mockImplementation(refused),
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(refused),
    vi.spyOn(globalThis, 'setInterval').mockImplementation(refused),
  ]
  try {
    expect(createChatServer({ publishableKey: PUBLISHABLE_KEY, allowedOrigins: [ORIGIN] })).toHaveProperty('fetch')
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
})

test.each([
  ['retentionDays', 0],
  ['retentionDays', -1],
  ['maxReplies', 0],
  ['maxReplies', NaN],
  ['heartbeatMs', 0],
  ['heartbeatMs', 2 ** 31],
  ['leaseMs', Infinity],
])('%s: %d is refused: it would delete everything, or never rest', (name, value) => {
  expect(() => createChatServer({ [name]: value })).toThrow(
    new TypeError(`${name} is ${value}: it must be a number above 0, or left out`),
  )
})

test.each([NaN, -1, 1.5, Infinity])('trustProxy: %d is refused: it would turn the limits of an address off', value => {
  expect(() => createChatServer({ trustProxy: value })).toThrow(
    new TypeError(`trustProxy is ${value}: it must be a whole number, 0 or more`),
  )
})

test('an observer and an onError that throw change nothing, and are told of', async () => {
  const inConsole = vi.spyOn(console, 'error').mockImplementation(() => {})
  const unhandled: unknown[] = []
  const hear = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', hear)
  const told: string[] = []
  const fails = (name: string) => () => {
    told.push(name)
    throw new Error(name)
  }
  const names = ['request', 'runBegun', 'runEnded', 'streamOpened', 'streamClosed']
  const onError = vi.fn<(error: unknown) => void>(fails('onError'))
  const observer = Object.fromEntries(names.map(name => [name, fails(name)]))
  const server = testServer({ observer, onError })
  const { clientToken: token } = await server.mint()
  const body = { message: say('one two') }
  const reply = await server.send('/v1/conversations', { token, accept: 'text/event-stream', body })
  expect(await reply.text()).toContain('"type":"finish"')
  await vi.waitFor(() => expect(new Set(told)).toEqual(new Set([...names, 'onError'])))
  expect(told.filter(name => name === 'runEnded')).toHaveLength(1)
  expect(onError.mock.calls.map(([error]) => (error as Error).message)).toEqual(told.filter(name => name !== 'onError'))
  expect(inConsole).toHaveBeenCalledWith(new Error('onError'))
  await server.close()
  await new Promise(resolve => setTimeout(resolve))
  expect(unhandled).toEqual([])
  process.off('unhandledRejection', hear)
  inConsole.mockRestore()
})
