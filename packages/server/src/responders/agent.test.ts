import { convertToModelMessages, stepCountIs, streamText, tool, type UIMessage } from 'ai'
import { MockLanguageModelV3, simulateReadableStream } from 'ai/test'
import * as sdk7 from 'ai-7'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { converse, messagesOf, say, testServer } from '../testing/testServer.ts'
import type { Responder } from './Responder.ts'

type Answer = Awaited<ReturnType<MockLanguageModelV3['doStream']>>
type Chunk = Answer['stream'] extends ReadableStream<infer Chunk> ? Chunk : never

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
}
const text = (delta: string): Chunk[] => [
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta },
  { type: 'text-end', id: '0' },
]
const finish = (unified: 'stop' | 'tool-calls'): Chunk => ({
  type: 'finish',
  finishReason: { unified, raw: undefined },
  usage,
})

/** The model looks something up before it answers; only what it writes is scripted. */
const steps: Chunk[][] = [
  [
    ...text('Let me look. '),
    { type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: '{"q":"x"}' },
    { type: 'tool-call', toolCallId: 'c2', toolName: 'search', input: '{"wrong":1}' },
    finish('tool-calls'),
  ],
  [...text('Found.'), finish('stop')],
]

test('an agent of the AI SDK is a responder as it stands: its stream, its tools, its steps', async () => {
  let calls = 0
  const model = new MockLanguageModelV3({
    doStream: async () => ({ stream: simulateReadableStream({ chunks: steps[calls++ % 2]! }) }),
  })
  const asked: number[] = []
  const responder: Responder = async function* ({ messages, signal }) {
    asked.push(messages.length)
    const result = streamText({
      model,
      messages: await convertToModelMessages(messages as UIMessage[]),
      tools: { search: tool({ inputSchema: z.object({ q: z.string() }), execute: async () => ['hit'] }) },
      stopWhen: stepCountIs(3),
      abortSignal: signal,
    })
    // Times as numbers, as the AI SDK's manual has them.
    yield* result.toUIMessageStream({ messageMetadata: () => ({ createdAt: Date.now(), model: 'mine' }) })
  }
  const server = testServer({ responder })
  const { token, path } = await converse(server, 'Hello')
  await server.send(`${path}/messages`, { token, body: { message: say('And now?') } })
  const [, reply, , second] = await messagesOf(server, token, path)
  expect(reply!.parts).toMatchObject([
    { type: 'text', text: 'Let me look. ' },
    { type: 'tool-search', state: 'output-available', input: { q: 'x' }, output: ['hit'] },
    { type: 'tool-search', state: 'output-error', input: { wrong: 1 } },
    { type: 'text', text: 'Found.' },
  ])
  expect(reply!.metadata).toMatchObject({ status: 'complete', model: 'mine', createdAt: expect.any(String) as string })
  expect(second!.metadata.status).toBe('complete')
  expect(asked).toEqual([1, 3])
})

test('calls that a model counts from 0 in each step stay two calls', async () => {
  const call = (q: string): Chunk[] => [
    { type: 'tool-call', toolCallId: 'call_0', toolName: 'search', input: JSON.stringify({ q }) },
    finish('tool-calls'),
  ]
  const chunks = [call('a'), call('b'), [...text('Found.'), finish('stop')]]
  let calls = 0
  const model = new MockLanguageModelV3({
    doStream: async () => ({ stream: simulateReadableStream({ chunks: chunks[calls++]! }) }),
  })
  const responder: Responder = async function* ({ messages }) {
    const result = streamText({
      model,
      messages: await convertToModelMessages(messages as UIMessage[]),
      tools: { search: tool({ inputSchema: z.object({ q: z.string() }), execute: async ({ q }) => `r:${q}` }) },
      stopWhen: stepCountIs(3),
    })
    yield* result.toUIMessageStream()
  }
  const server = testServer({ responder })
  const { token, path } = await converse(server, 'Hello')
  const [, reply] = await messagesOf(server, token, path)
  expect(reply!.parts).toMatchObject([
    { toolCallId: 'call_0', state: 'output-available', input: { q: 'a' }, output: 'r:a' },
    { toolCallId: 'call_0-2', state: 'output-available', input: { q: 'b' }, output: 'r:b' },
    { type: 'text', text: 'Found.' },
  ])
})

test('an agent whose model fails is told once, with the reason, and nothing of it is in the console', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const reason = new Error('The quota is used up.')
  const model = new MockLanguageModelV3({ doStream: () => Promise.reject(reason) })
  // As docs/settings.md has it.
  const responder: Responder = async function* ({ messages, signal }) {
    let failure: unknown
    const result = streamText({
      model,
      messages: await convertToModelMessages(messages as UIMessage[]),
      abortSignal: signal,
      onError: ({ error }) => void (failure = error),
    })
    for await (const chunk of result.toUIMessageStream({ onError: () => 'An error occurred.' })) {
      if (chunk.type === 'error') throw failure
      yield chunk
    }
  }
  const server = testServer({ responder })
  const { events } = await converse(server, 'Hello')
  expect(events.at(-2)!.event).toMatchObject({ type: 'error', code: 'responder_failed' })
  expect(server.errors).toEqual([reason])
  expect(said).not.toHaveBeenCalled()
  said.mockRestore()
})

test('an agent of AI SDK 7 keeps to itself what its tools throw', async () => {
  const secret = 'connect ECONNREFUSED postgres://agent:secret@10.0.0.7'
  let calls = 0
  const model = new MockLanguageModelV3({
    doStream: async () => ({ stream: simulateReadableStream({ chunks: steps[calls++ % 2]! }) }),
  })
  const execute = () => Promise.reject<string[]>(new Error(secret))
  // As docs/settings.md has it.
  const responder: Responder = async function* ({ messages, signal }) {
    let failure: unknown
    const result = sdk7.streamText({
      model,
      tools: { search: sdk7.tool({ inputSchema: z.object({ q: z.string() }), execute }) },
      messages: await sdk7.convertToModelMessages(messages as sdk7.UIMessage[]),
      stopWhen: sdk7.stepCountIs(5),
      abortSignal: signal,
      onError: ({ error }) => void (failure = error),
    })
    for await (const chunk of result.toUIMessageStream({ onError: () => 'An error occurred.' })) {
      if (chunk.type === 'error') throw failure
      yield chunk
    }
  }
  const server = testServer({ responder })
  const { token, path } = await converse(server, 'Hello')
  const [, reply] = await messagesOf(server, token, path)
  expect(reply).toMatchObject({
    parts: [
      { type: 'text' },
      { errorText: 'An error occurred.' },
      { errorText: 'An error occurred.' },
      { text: 'Found.' },
    ],
    metadata: { status: 'complete' },
  })
  expect(JSON.stringify(reply)).not.toContain('secret')
})

test.each([
  [{ type: 'denied', reason: 'Only for the staff.' } as const, 'Only for the staff.'],
  ['denied' as const, 'Not approved.'],
])('a call that an agent of AI SDK 7 denies by itself has failed: %o', async (search, errorText) => {
  let calls = 0
  const model = new MockLanguageModelV3({
    doStream: async () => ({ stream: simulateReadableStream({ chunks: steps[calls++ % 2]! }) }),
  })
  const responder: Responder = async function* ({ messages }) {
    const result = sdk7.streamText({
      model,
      tools: { search: sdk7.tool({ inputSchema: z.object({ q: z.string() }), execute: async () => ['hit'] }) },
      toolApproval: { search },
      messages: await sdk7.convertToModelMessages(messages as sdk7.UIMessage[]),
      stopWhen: sdk7.stepCountIs(5),
    })
    yield* result.toUIMessageStream()
  }
  const server = testServer({ responder })
  const { token, path } = await converse(server, 'Hello')
  const [, reply] = await messagesOf(server, token, path)
  expect(reply).toMatchObject({ metadata: { status: 'complete' } })
  expect(reply!.parts).toContainEqual({
    type: 'tool-search',
    toolCallId: 'c1',
    state: 'output-error',
    input: { q: 'x' },
    errorText,
  })
})

test.each([
  ['interrupted', 'The model broke off its answer.'],
  ['error', 'The model ended with an error.'],
])(
  'an agent whose stream finishes as "%s" has not answered, and what it wrote is kept',
  async (finishReason, message) => {
    const server = testServer({
      async *responder() {
        yield { type: 'text-start', id: '0' }
        yield { type: 'text-delta', id: '0', delta: 'Half of ' }
        yield { type: 'text-end', id: '0' }
        yield { type: 'finish', finishReason }
      },
    })
    const { events, token, path } = await converse(server, 'Hello')
    expect(events.at(-2)!.event).toMatchObject({ type: 'error', code: 'bad_gateway' })
    expect(server.errors).toMatchObject([{ code: 'bad_gateway', message }])
    const [, reply] = await messagesOf(server, token, path)
    expect(reply).toMatchObject({
      parts: [{ text: 'Half of ' }],
      metadata: { status: 'failed', errorCode: 'bad_gateway' },
    })
  },
)
