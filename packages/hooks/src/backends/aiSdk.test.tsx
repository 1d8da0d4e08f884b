// @vitest-environment jsdom
import { messageText, type Message } from '@parley/protocol'
import { act, renderHook } from '@testing-library/react'
import { convertToModelMessages, streamText, validateUIMessages, type UIMessage } from 'ai'
import { MockLanguageModelV3, simulateReadableStream } from 'ai/test'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import {
  aiSdk,
  ChatProvider,
  continueChat,
  conversationsList,
  createChat,
  createChatClient,
  regenerateReply,
  resumeReply,
  useContinueChat,
  useConversationMessages,
  useCreateChat,
  useReply,
  type AiSdkOptions,
  type ChatClient,
} from '../index.ts'
import { createFaultyFetch } from '../testing/createFaultyFetch.ts'

/** A real route of the AI SDK; only the model is scripted: it says how many messages it was shown. */
function createRoute({ delayMs = 0 } = {}) {
  const bodies: { id: string; trigger: string; messages: UIMessage[] }[] = []
  const live = new Map<string, ReadableStream<string>>()
  async function route(request: Request): Promise<Response> {
    if (request.method === 'GET') {
      const id = new URL(request.url).pathname.split('/').at(-2)!
      const replay = live.get(id)
      if (!replay) return new Response(null, { status: 204 })
      return new Response(replay.pipeThrough(new TextEncoderStream()), {
        headers: { 'content-type': 'text/event-stream' },
      })
    }
    const body = (await request.json()) as (typeof bodies)[number]
    bodies.push(body)
    const messages = await validateUIMessages({ messages: body.messages })
    const words = ['I ', 'saw ', String(messages.length), ' messages', '.']
    const model = new MockLanguageModelV3({
      doStream: async () => ({
        stream: simulateReadableStream({
          chunkDelayInMs: delayMs,
          chunks: [
            { type: 'stream-start', warnings: [] },
            { type: 'text-start', id: 't' },
            ...words.map(delta => ({ type: 'text-delta' as const, id: 't', delta })),
            { type: 'text-end', id: 't' },
            {
              type: 'finish',
              finishReason: { unified: 'stop', raw: undefined },
              usage: {
                inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
                outputTokens: { total: 1, text: 1, reasoning: 0 },
              },
            },
          ],
        }),
      }),
    })
    const result = streamText({ model, messages: await convertToModelMessages(messages) })
    return result.toUIMessageStreamResponse({
      consumeSseStream: ({ stream }) => void live.set(body.id, stream),
    })
  }
  return { route, bodies }
}

let client: ChatClient
afterEach(() => client?.close())

function begin(options: { resume?: boolean; delayMs?: number } = {}) {
  const { route, bodies } = createRoute(options)
  const network = createFaultyFetch(route, () => {})
  /** A page that knows nothing yet. */
  const load = (loadMessages?: AiSdkOptions['loadMessages']) => {
    client?.close()
    return (client = createChatClient({
      backend: aiSdk({
        api: 'https://app.example/api/chat',
        resume: options.resume ?? false,
        ...(loadMessages && { loadMessages }),
      }),
      fetch: network.fetch,
      timeoutMs: 2_000,
    }))
  }
  load()
  return { bodies, faults: network.faults, load }
}

const said = (role: Message['role'], text: string): Message => ({
  id: crypto.randomUUID(),
  role,
  parts: [{ type: 'text', text }],
  metadata: { createdAt: new Date().toISOString(), status: 'complete' },
})

describe('the aiSdk backend, against a real route', () => {
  test('sends what useChat sends, with the whole conversation each time', async () => {
    const { bodies } = begin()
    const { value: first } = await createChat(client, { message: { text: 'one' } })
    expect(messageText(await first!.final)).toBe('I saw 1 messages.')
    const conversationId = await first!.conversationId
    const { value: second } = await continueChat(client, { conversationId, message: { text: 'two' } })
    expect(messageText(await second!.final)).toBe('I saw 3 messages.')
    expect(bodies.map(({ id, trigger }) => [id === conversationId, trigger])).toEqual([
      [true, 'submit-message'],
      [true, 'submit-message'],
    ])
    expect(bodies[1]!.messages.map(message => message.role)).toEqual(['user', 'assistant', 'user'])
  })

  test('regenerates in place of the last answer', async () => {
    const { bodies } = begin()
    const { value: first } = await createChat(client, { message: { text: 'one' } })
    const { id: messageId } = await first!.final
    const conversationId = await first!.conversationId
    const { value: again } = await regenerateReply(client, { conversationId, messageId })
    expect(messageText(await again!.final)).toBe('I saw 1 messages.')
    expect(bodies[1]).toMatchObject({ trigger: 'regenerate-message', messageId, messages: [{ role: 'user' }] })
  })

  test('a cut stream is interrupted, never done', async () => {
    const { faults } = begin()
    faults.cutAfter(5, { clean: true })
    const { value: stream } = await createChat(client, { message: { text: 'one' } })
    await expect(stream!.final).rejects.toMatchObject({ code: 'stream_interrupted' })
    expect(stream!.message.metadata.status).toBe('interrupted')
    expect(messageText(stream!.message)).toMatch(/^I /)
  })

  test('a cut stream is resumed where the route can replay it', async () => {
    const { faults } = begin({ resume: true, delayMs: 5 })
    faults.cutAfter(5)
    const { value: stream } = await createChat(client, { message: { text: 'one' } })
    expect(messageText(await stream!.final)).toBe('I saw 1 messages.')
  })

  test('after a reload the reply that is being written is resumed, and the next send carries the app’s history', async () => {
    const { bodies, load } = begin({ resume: true, delayMs: 20 })
    const { value: first } = await createChat(client, { message: { text: 'one' } })
    const conversationId = await first!.conversationId
    load(async () => [said('user', 'one')])
    const { value: resumed } = await resumeReply(client, { conversationId })
    const reply = await resumed!.final
    expect(messageText(reply)).toBe('I saw 1 messages.')
    const { value: next } = await continueChat(client, { conversationId, message: { text: 'two' } })
    expect(messageText(await next!.final)).toBe('I saw 3 messages.')
    expect(bodies[1]!.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(bodies[1]!.messages[1]!.id).toBe(reply.id)
  })

  test('with nothing to resume the send carries what the app has; its failure to load is told, and nothing is sent', async () => {
    const { bodies, load } = begin({ resume: true })
    const { value: first } = await createChat(client, { message: { text: 'one' } })
    const conversationId = await first!.conversationId
    const { parts } = await first!.final
    load(async () => [said('user', 'one'), { ...said('assistant', ''), parts }])
    expect(await resumeReply(client, { conversationId: 'another' })).toEqual({ ok: true, value: null })
    const { value: next } = await continueChat(client, { conversationId, message: { text: 'two' } })
    expect(messageText(await next!.final)).toBe('I saw 3 messages.')
    load(() => Promise.reject(new TypeError('Failed to fetch')))
    const { error } = await continueChat(client, { conversationId, message: { text: 'three' } })
    expect(error).toMatchObject({ code: 'network' })
    expect(bodies).toHaveLength(2)
  })

  test('a reply that is always cut at the same place ends interrupted, and is read once', async () => {
    const { faults } = begin({ resume: true })
    faults.cutAfter(4, { times: 99 })
    const { value: stream } = await createChat(client, { message: { text: 'one' } })
    const types: string[] = []
    const reading = (async () => {
      for await (const event of stream!) types.push(event.type)
    })().catch(() => {})
    await expect(stream!.final).rejects.toMatchObject({ code: 'stream_interrupted' })
    await reading
    expect(types.filter(type => type === 'start')).toHaveLength(1)
  }, 60_000)

  test('never repeats a send, and says what it lacks', async () => {
    const { bodies, faults } = begin()
    faults.loseAnswer()
    expect((await createChat(client, { message: { text: 'one' } })).error).toMatchObject({ code: 'network' })
    expect(bodies).toHaveLength(1)
    expect((await conversationsList(client, {})).error).toMatchObject({ code: 'unsupported' })
  })

  test('the same hooks show its conversations', async () => {
    begin({ delayMs: 2 })
    const wrapper = ({ children }: { children: ReactNode }) => <ChatProvider client={client}>{children}</ChatProvider>
    const { result } = renderHook(
      () => {
        const { conversationId, ...chat } = useCreateChat()
        const messages = useConversationMessages(conversationId).data?.pages.flatMap(page => page.messages)
        const reply = useReply(conversationId)
        return { chat, conversationId, lines: [...(messages ?? []), ...(reply ? [reply] : [])].map(lineOf) }
      },
      { wrapper },
    )
    await act(async () => void (await result.current.chat.send('one')))
    expect(result.current.lines).toEqual(['user: one', 'assistant: I saw 1 messages.'])
    await act(async () => void (await result.current.chat.send('two')))
    expect(result.current.lines).toEqual([
      'user: one',
      'assistant: I saw 1 messages.',
      'user: two',
      'assistant: I saw 3 messages.',
    ])
  })

  test('stop closes the connection and keeps the text as stopped', async () => {
    begin({ delayMs: 30 })
    const wrapper = ({ children }: { children: ReactNode }) => <ChatProvider client={client}>{children}</ChatProvider>
    const { result } = renderHook(() => useContinueChat('c1'), { wrapper })
    let sending!: Promise<Message>
    act(() => void (sending = result.current.send('one')))
    await act(async () => {
      await expect.poll(() => result.current.reply?.parts.length ?? 0).toBeGreaterThan(0)
      await result.current.stop()
    })
    expect((await sending).metadata.status).toBe('stopped')
    expect(result.current.status).toBe('ready')
  })
})

const lineOf = (message: Message) => `${message.role}: ${messageText(message)}`
