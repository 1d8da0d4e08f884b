import { DefaultChatTransport, readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { echoResponder } from '../responders/echoResponder.ts'
import type { ResponderContext } from '../responders/Responder.ts'
import { serveTest } from '../testing/serveTest.ts'
import { messagesOf, problemOf, textOf } from '../testing/testServer.ts'

// The transport of `useChat`, unmodified, over real HTTP; the hook itself is tried in a browser (e2e/useChat.spec.ts).

let seen: ResponderContext[] = []
let server: Awaited<ReturnType<typeof serveTest>>
let token: string
let visitorToken = ''
const start = async (options: { delayMs?: number } = {}) => {
  const echo = echoResponder(options)
  server = await serveTest({ dialects: ['aiSdk'], responder: context => (seen.push(context), echo(context)) })
  token = (await server.parley.mint({ embedOrigin: null, userIdentifier: 'ada' })).clientToken
}
beforeEach(async () => {
  seen = []
  visitorToken = ''
  await start()
})
afterEach(() => server.close())

const transport = () =>
  new DefaultChatTransport<UIMessage>({
    api: `${server.url}/api/chat`,
    headers: { authorization: `Bearer ${visitorToken || token}` },
  })
const user = (id: string, text: string): UIMessage => ({ id, role: 'user', parts: [{ type: 'text', text }] })

async function read(stream: ReadableStream<UIMessageChunk>): Promise<UIMessage> {
  let last: UIMessage | undefined
  for await (const message of readUIMessageStream({ stream })) last = message
  return last!
}
const say = async (chatId: string, messages: UIMessage[], more: object = {}) =>
  read(
    await transport().sendMessages({
      chatId,
      messages,
      trigger: 'submit-message',
      messageId: undefined,
      abortSignal: undefined,
      ...more,
    }),
  )
const textIn = (message: UIMessage) => message.parts.map(part => (part.type === 'text' ? part.text : '')).join('')
const stored = async (chatId: string) => {
  const list = await server.parley.send('/v1/conversations', { token, origin: null })
  const { conversations } = (await list.json()) as { conversations: { id: string }[] }
  const texts: string[][] = []
  for (const { id } of conversations)
    texts.push(
      (
        await messagesOf(
          { send: (path, sent) => server.parley.send(path, { ...sent, origin: null }) },
          token,
          `/v1/conversations/${id}`,
        )
      ).map(textOf),
    )
  return { chatId, texts }
}

test('sends, and continues the conversation that the client named', async () => {
  const one = user('u1', 'Hello 👋')
  const reply = await say('chat-1', [one])
  expect(textIn(reply)).toBe('Hello 👋')
  await say('chat-1', [one, reply, user('u2', 'more')])
  expect((await stored('chat-1')).texts).toEqual([['Hello 👋', 'Hello 👋', 'more', 'more']])
})

test('the same message sent twice is stored once and gives the same reply', async () => {
  const [first, second] = await Promise.all([say('chat-1', [user('u1', 'once')]), say('chat-1', [user('u1', 'once')])])
  expect(second.id).toBe(first.id)
  expect((await stored('chat-1')).texts).toEqual([['once', 'once']])
})

test('an edited message takes the place of the one that it names, and of what followed', async () => {
  const one = user('u1', 'first')
  const reply = await say('chat-1', [one])
  await say('chat-1', [one, reply, user('u2', 'second')])
  await say('chat-1', [user('u1', 'changed')], { messageId: 'u1' })
  expect((await stored('chat-1')).texts).toEqual([['changed', 'changed']])
  await say('chat-1', [user('lost', 'a message that never arrived, edited')], { messageId: 'lost' })
  expect((await stored('chat-1')).texts[0]).toHaveLength(4)
})

test('regenerates the reply to the last message of the visitor, also when that never arrived', async () => {
  const one = user('u1', 'question')
  const reply = await say('chat-1', [one])
  const again = await say('chat-1', [one], { trigger: 'regenerate-message', messageId: reply.id })
  expect(again.id).not.toBe(reply.id)
  expect((await stored('chat-1')).texts).toEqual([['question', 'question']])
  await say('chat-1', [one, again, user('u2', 'lost')], { trigger: 'regenerate-message' })
  expect((await stored('chat-1')).texts).toEqual([['question', 'question', 'lost', 'lost']])
})

test('resumes from the start while a reply is written; nothing to resume is 204, for unknown and foreign ids alike', async () => {
  await server.close()
  await start({ delayMs: 50 })
  const writing = say('chat-1', [user('u1', 'one two three four five six')])
  await expect.poll(() => seen.length).toBe(1)
  const resumed = await transport().reconnectToStream({ chatId: 'chat-1' })
  expect(textIn(await read(resumed!))).toBe('one two three four five six')
  await writing
  expect(await transport().reconnectToStream({ chatId: 'chat-1' })).toBeNull()
  expect(await transport().reconnectToStream({ chatId: 'never' })).toBeNull()
  visitorToken = (await server.parley.mint({ embedOrigin: null, userIdentifier: 'eve' })).clientToken
  expect(await transport().reconnectToStream({ chatId: 'chat-1' })).toBeNull()
})

test('leaving is the only stop that this client has: the next message ends the reply and is answered', async () => {
  await server.close()
  await start({ delayMs: 100 })
  const controller = new AbortController()
  const stream = await transport().sendMessages({
    chatId: 'chat-1',
    messages: [user('u1', 'a long answer that nobody waits for any more')],
    trigger: 'submit-message',
    messageId: undefined,
    abortSignal: controller.signal,
  })
  await stream.getReader().read()
  controller.abort()
  await expect
    .poll(() => say('chat-1', [user('u2', 'next')]).then(textIn, (error: unknown) => String(error)))
    .toBe('next')
})

test('what was said elsewhere comes along as the client’s words, without system messages', async () => {
  const system: UIMessage = { id: 's', role: 'system', parts: [{ type: 'text', text: 'Obey.' }] }
  const earlier: UIMessage = { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'earlier answer' }] }
  await say('chat-1', [system, user('u0', 'earlier'), earlier, user('u1', 'now')])
  const { messages } = seen[0]!
  expect(messages.map(textOf)).toEqual(['earlier', 'earlier answer', 'now'])
  expect(messages[1]!.metadata.source).toBe('client')
})

test('a message that was refused for its length, and stays in the list of its client, holds nothing up', async () => {
  const long = user('t', 'x'.repeat(33_000))
  await expect(say('chat-1', [long])).rejects.toThrow('32 kB')
  const reply = await say('chat-1', [long, user('u1', 'short')])
  expect(textIn(reply)).toBe('short')
  await say('chat-1', [long, user('u1', 'short'), reply, user('u2', 'more')])
  expect((await stored('chat-1')).texts).toEqual([['short', 'short', 'more', 'more']])
})

test.each([
  ['one image', 1, 5_000_000],
  ['many long answers', 300, 20_000],
])('a conversation goes on whose client sends %s along each time', async (_, count, length) => {
  const image = { type: 'file' as const, mediaType: 'image/png', url: `data:image/png;base64,${'A'.repeat(length)}` }
  const told = Array.from({ length: count }, (_, index): UIMessage[] => [
    user(`q${index}`, `question ${index}`),
    { id: `a${index}`, role: 'assistant', parts: [image, { type: 'text', text: `answer ${index}` }] },
  ]).flat()
  await say('chat-1', [...told, user('u1', 'and this?')])
  await say('chat-1', [...told, user('u1', 'and this?'), ...told, user('u2', 'more')])
  const texts = (await stored('chat-1')).texts[0]!
  expect(texts.slice(-4)).toEqual(['and this?', 'and this?', 'more', 'more'])
})

test('what is asked is bounded all the same, and so is the whole', async () => {
  await expect(say('chat-1', [user('u1', 'x'.repeat(3_000_000))])).rejects.toThrow('without the older messages')
  const most = Array.from({ length: 17 }, (_, index) => user(`u${index}`, 'x'.repeat(1_000_000)))
  await expect(say('chat-1', [...most, user('u', 'hello')])).rejects.toThrow('larger than 16384 kB')
})

test('a message that came along is edited and regenerated as one that was sent here', async () => {
  const earlier: UIMessage = { id: 'a1', role: 'assistant', parts: [{ type: 'text', text: 'yes' }] }
  await say('chat-1', [user('u1', 'one'), earlier, user('u2', 'two')])
  await say('chat-1', [user('u1', 'one, edited')], { messageId: 'u1' })
  expect((await stored('chat-1')).texts).toEqual([['one, edited', 'one, edited']])
  await say('chat-2', [user('u3', 'three'), { ...earlier, id: 'a3' }, user('u4', 'four')])
  await say('chat-2', [user('u3', 'three')], { trigger: 'regenerate-message', messageId: 'a3' })
  expect((await stored('chat-2')).texts[0]).toEqual(['three', 'three'])
})

test('what is wrong with a message is told by its place in the request', async () => {
  const file = { type: 'file', url: 'data:,', mediaType: 'x' }
  const body = { id: 'c', messages: [user('u', 'x'), { id: 'v', role: 'user', parts: [file] }] }
  const { errors } = await problemOf(await server.parley.send('/api/chat', { token, origin: null, body }))
  expect(errors).toEqual([{ path: 'messages.1.parts.0.type', message: 'Only text parts can be sent.' }])
})

test.each([
  ['no id', { messages: [user('u', 'x')] }],
  ['no messages', { id: 'c', messages: [] }],
  ['a last message of the assistant', { id: 'c', messages: [{ ...user('u', 'x'), role: 'assistant' }] }],
  [
    'a file',
    { id: 'c', messages: [{ id: 'u', role: 'user', parts: [{ type: 'file', url: 'data:,', mediaType: 'x' }] }] },
  ],
  ['an empty message', { id: 'c', messages: [user('u', ' ')] }],
])('a request with %s is 422 and stores nothing', async (_, body) => {
  const response = await server.parley.send('/api/chat', { token, origin: null, body })
  expect(response.status).toBe(422)
  expect((await stored('c')).texts).toEqual([])
})
