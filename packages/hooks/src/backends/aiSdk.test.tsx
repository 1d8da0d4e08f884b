// @vitest-environment jsdom
import { applyReplyEvent, createAiSdkDecoder, emptyReply, messageText, type Message } from '@parley/protocol'
import { act, fireEvent, render, renderHook, screen } from '@testing-library/react'
import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  readUIMessageStream,
  streamText,
  validateUIMessages,
  type UIMessage,
  type UIMessageChunk,
} from 'ai'
import { readUIMessageStream as readUIMessageStream7 } from 'ai-7'
import { MockLanguageModelV3, simulateReadableStream } from 'ai/test'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
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

const said = (role: UIMessage['role'], text: string): UIMessage => ({
  id: crypto.randomUUID(),
  role,
  parts: [{ type: 'text', text }],
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
    await first!.final
    load(async () => [said('user', 'one'), said('assistant', 'I saw 1 messages.')])
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

  test('a send that failed is carried once when it comes again, and not at all when something else is sent', async () => {
    const { bodies, faults } = begin()
    const { value: first } = await createChat(client, { message: { text: 'one' } })
    await first!.final
    const conversationId = await first!.conversationId
    const say = (text: string) => continueChat(client, { conversationId, message: { text } })
    faults.failNext(500)
    expect((await say('lost')).ok).toBe(false)
    await (
      await say('again')
    ).value!.final
    expect(bodies.at(-1)!.messages.map(({ parts }) => (parts[0] as { text?: string }).text ?? parts[1])).toEqual([
      'one',
      { type: 'text', text: 'I saw 1 messages.', state: 'done' },
      'again',
    ])
  })

  test('an answer that was stopped goes along as far as it was read', async () => {
    const { bodies } = begin({ delayMs: 30 })
    const { value: first } = await createChat(client, { message: { text: 'one' } })
    for await (const { type } of first!) if (type === 'text-delta') break // leaving is stopping
    await first!.final.catch(() => {})
    const conversationId = await first!.conversationId
    const { value: next } = await continueChat(client, { conversationId, message: { text: 'go on' } })
    await next!.final
    const [, stopped] = bodies[1]!.messages
    expect(stopped).toMatchObject({ role: 'assistant', parts: [{ type: 'step-start' }, { text: 'I ' }] })
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

  test('an edited message takes the place of the one that is shown, and of what followed', async () => {
    const { bodies } = begin()
    const wrapper = ({ children }: { children: ReactNode }) => <ChatProvider client={client}>{children}</ChatProvider>
    const { result } = renderHook(
      () => {
        const { conversationId, send } = useCreateChat()
        return { send, messages: useConversationMessages(conversationId).data?.pages.flatMap(page => page.messages) }
      },
      { wrapper },
    )
    await act(async () => void (await result.current.send('one')))
    await act(async () => void (await result.current.send('two')))
    const [first, , second] = result.current.messages!
    await act(async () => void (await result.current.send('too', { replaces: second!.id })))
    expect(result.current.messages!.map(messageText)).toEqual(['one', 'I saw 1 messages.', 'too', 'I saw 3 messages.'])
    expect(bodies.at(-1)!.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    await act(async () => void (await result.current.send('won', { replaces: first!.id })))
    expect(result.current.messages!.map(messageText)).toEqual(['won', 'I saw 1 messages.'])
  })

  test('left in the middle of an answer, the chat says so when it is shown again: half of one is not ready', async () => {
    const { bodies } = begin({ delayMs: 30 })
    const Chat = () => {
      const { reply, status, retry, send } = useContinueChat('c1')
      return (
        <>
          <p>{`${status}: ${reply ? messageText(reply) : ''}`}</p>
          <button onClick={() => void send('one').catch(() => {})}>Send</button>
          <button onClick={() => void retry()}>Retry</button>
        </>
      )
    }
    const page = (isShown: boolean) => <ChatProvider client={client}>{isShown && <Chat />}</ChatProvider>
    const { rerender } = render(page(true))
    fireEvent.click(screen.getByText('Send'))
    await screen.findByText(/^streaming: I/)
    rerender(page(false))
    await new Promise(done => setTimeout(done, 200))
    rerender(page(true))
    await screen.findByText(/^interrupted: I/)
    fireEvent.click(screen.getByText('Retry'))
    await screen.findByText('ready:')
    expect(bodies.map(({ trigger }) => trigger)).toEqual(['submit-message', 'regenerate-message'])
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

/** A real route over scripted answers: what it is sent must be what the AI SDK's own reader would have sent. */
async function converseOver(script: UIMessageChunk[], options: { metadataSchema?: z.ZodType } = {}) {
  const bodies: { messages: UIMessage[] }[] = []
  client = createChatClient({
    backend: aiSdk({ api: 'https://app.example/api/chat' }),
    fetch: async (input, init) => {
      const body = (await new Request(input, init).json()) as (typeof bodies)[number]
      const messages = await validateUIMessages({ messages: body.messages, ...options })
      await convertToModelMessages(messages)
      bodies.push(body)
      return createUIMessageStreamResponse({ stream: simulateReadableStream({ chunks: script }) })
    },
  })
  const { value: first } = await createChat(client, { message: { text: 'one' } })
  const shown = await first!.final
  const { error, value: second } = await continueChat(client, {
    conversationId: await first!.conversationId,
    message: { text: 'two' },
  })
  if (error) throw error
  await second.final
  let own: UIMessage | undefined
  for await (const message of readUIMessageStream({ stream: simulateReadableStream({ chunks: script }) })) own = message
  const [user, sent] = bodies[1]!.messages
  return { shown, user, sent, own }
}

const toolCall = { toolCallId: 'c1', toolName: 'search' }
const signed = { google: { thoughtSignature: 's1' } }

describe('what goes back to the route is what its own reader would send', () => {
  test.each<[string, UIMessageChunk[]]>([
    [
      'text',
      [
        { type: 'text-start', id: 't', providerMetadata: { openai: { itemId: 'i1' } } },
        { type: 'text-delta', id: 't', delta: 'Hel' },
        { type: 'text-delta', id: 't', delta: 'lo' },
        { type: 'text-end', id: 't' },
      ],
    ],
    [
      'reasoning with its signature',
      [
        { type: 'start-step' },
        { type: 'reasoning-start', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
        { type: 'reasoning-end', id: 'r', providerMetadata: { anthropic: { signature: 's' } } },
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: 'Yes.' },
        { type: 'text-end', id: 't' },
        { type: 'finish-step' },
      ],
    ],
    [
      'a tool that is used over two steps, whose parts have the same ids',
      [
        { type: 'start-step' },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: 'I look.' },
        { type: 'text-end', id: '0' },
        { type: 'tool-input-start', ...toolCall },
        { type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: '{"q":"x"}' },
        { type: 'tool-input-available', ...toolCall, input: { q: 'x' }, providerMetadata: signed },
        { type: 'tool-output-available', toolCallId: 'c1', output: [1] },
        { type: 'finish-step' },
        { type: 'start-step' },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: 'Found.' },
        { type: 'text-end', id: '0' },
        { type: 'finish-step' },
      ],
    ],
    [
      'a tool with bad input',
      [
        { type: 'start-step' },
        { type: 'tool-input-start', ...toolCall },
        { type: 'tool-input-error', ...toolCall, input: '{', errorText: 'No JSON.' },
        { type: 'tool-output-error', toolCallId: 'c1', errorText: 'No JSON.' },
        { type: 'finish-step' },
      ],
    ],
    [
      'a tool that waits for approval',
      [
        { type: 'start-step' },
        { type: 'tool-input-available', ...toolCall, input: {} },
        { type: 'tool-approval-request', toolCallId: 'c1', approvalId: 'a1' },
        { type: 'finish-step' },
      ],
    ],
    [
      'a dynamic tool of the provider, with an output before its last',
      [
        { type: 'start-step' },
        { type: 'tool-input-start', ...toolCall, dynamic: true, providerExecuted: true },
        { type: 'tool-input-available', ...toolCall, dynamic: true, providerExecuted: true, input: { q: 'x' } },
        { type: 'tool-output-available', toolCallId: 'c1', output: 1, preliminary: true },
        { type: 'tool-output-available', toolCallId: 'c1', output: 2 },
        { type: 'finish-step' },
      ],
    ],
    [
      'sources, files and data',
      [
        { type: 'source-url', sourceId: 's', url: 'https://a.example', title: 'A' },
        { type: 'source-document', sourceId: 'd', mediaType: 'text/plain', title: 'D', filename: 'd.txt' },
        { type: 'file', url: 'data:text/plain,x', mediaType: 'text/plain' },
        { type: 'data-step', id: '1', data: 1 },
        { type: 'data-step', id: '1', data: 2 },
        { type: 'data-step', data: 3, transient: true },
      ],
    ],
    [
      'its own metadata',
      [
        { type: 'message-metadata', messageMetadata: { model: 'm', usage: { in: 1 } } },
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: 'x' },
        { type: 'text-end', id: 't' },
      ],
    ],
  ])('%s', async (_, chunks) => {
    const { sent, own } = await converseOver([
      { type: 'start', messageId: 'm1', messageMetadata: { createdAt: 1_700_000_000_000 } },
      ...chunks,
      { type: 'finish' },
    ])
    // AI SDK 6 writes the bad input of a tool as `rawInput`, 7 as `input`; both take either.
    const plain = (message: unknown): unknown => JSON.parse(JSON.stringify(message).replaceAll('"rawInput"', '"input"'))
    expect(plain(sent)).toEqual(plain(own))
  })

  test.each<[string, { type: string; [member: string]: unknown }[]]>([
    [
      'calls that are counted from 0 in each step',
      [1, 2].flatMap(step => [
        { type: 'start-step' },
        { type: 'tool-input-available', ...toolCall, input: { step } },
        { type: 'tool-output-available', toolCallId: 'c1', output: step },
        { type: 'finish-step' },
      ]),
    ],
    [
      'a call that was denied, with all that its approval has',
      [
        { type: 'start-step' },
        { type: 'tool-input-available', ...toolCall, input: {} },
        {
          type: 'tool-approval-request',
          toolCallId: 'c1',
          approvalId: 'a1',
          reason: 'Costly',
          isAutomatic: true,
          signature: 's',
        },
        { type: 'tool-approval-response', approvalId: 'a1', approved: false, reason: 'Staff only' },
        { type: 'tool-output-denied', toolCallId: 'c1' },
        { type: 'finish-step' },
      ],
    ],
  ])('%s, as AI SDK 7 has it', async (_, chunks) => {
    const { message, decode } = createAiSdkDecoder('m')
    const shown = chunks.map(chunk => decode(JSON.stringify(chunk))!).reduce(applyReplyEvent, emptyReply())
    let own: unknown
    const stream = simulateReadableStream({ chunks: chunks as never[] })
    for await (own of readUIMessageStream7({ stream }));
    expect(JSON.parse(JSON.stringify(message.parts))).toEqual((JSON.parse(JSON.stringify(own)) as UIMessage).parts)
    expect(shown.message.parts.map(part => 'state' in part && part.state)).not.toContain('approval-requested')
  })

  test('an answer that the route’s model broke off is interrupted, never done', async () => {
    const { decode } = createAiSdkDecoder('m')
    expect(decode('{"type":"finish","finishReason":"interrupted"}')).toBe(null)
    client = createChatClient({
      backend: aiSdk({ api: 'https://app.example/api/chat' }),
      fetch: async () =>
        new Response(
          'data: {"type":"start"}\n\ndata: {"type":"finish","finishReason":"interrupted"}\n\ndata: [DONE]\n\n',
          {
            headers: { 'content-type': 'text/event-stream' },
          },
        ),
    })
    const { value: stream } = await createChat(client, { message: { text: 'one' } })
    await expect(stream!.final).rejects.toMatchObject({ code: 'stream_interrupted' })
  })

  test('chunks that the AI SDK’s reader would not take do not spoil the message', async () => {
    const text = [
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'x' },
      { type: 'text-end', id: 't' },
    ]
    const stray = [{ type: 'tool-approval-response', approvalId: 'none', approved: true }, { type: 'constructor' }]
    const { message, decode } = createAiSdkDecoder('m')
    for (const chunk of [...text, ...stray]) decode(JSON.stringify(chunk))
    expect(message.parts).toEqual([{ type: 'text', text: 'x', state: 'done' }])
  })

  test('metadata that the route describes passes its schema, and what is shown has a time all the same', async () => {
    const { shown, user, sent } = await converseOver(
      [
        { type: 'start', messageId: 'm1', messageMetadata: { createdAt: 1_700_000_000_000, status: 'draft' } },
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: 'x' },
        { type: 'text-end', id: 't' },
        { type: 'finish', messageMetadata: { tokens: 2 } },
      ],
      { metadataSchema: z.strictObject({ createdAt: z.number(), status: z.string(), tokens: z.number() }).optional() },
    )
    expect(user).not.toHaveProperty('metadata')
    expect(sent!.metadata).toEqual({ createdAt: 1_700_000_000_000, status: 'draft', tokens: 2 })
    expect(shown.metadata).toMatchObject({ createdAt: '2023-11-14T22:13:20.000Z', status: 'complete', tokens: 2 })
  })
})

const lineOf = (message: Message) => `${message.role}: ${messageText(message)}`
