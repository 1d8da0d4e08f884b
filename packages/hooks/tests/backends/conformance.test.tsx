// @vitest-environment jsdom
/* oxlint-disable vitest/no-conditional-expect -- what a wire lacks is asserted as well, in the same test */
import { messageText, type Message } from '@parley/protocol'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import {
  ChatProvider,
  continueChat,
  conversationsDelete,
  conversationsList,
  charactersList,
  charactersGet,
  conversationsCreate,
  createChat,
  messagesList,
  messagesSend,
  useCreateChat,
  useConversationMessages,
  useReply,
  type Capability,
  type ChatClient,
  type Result,
} from '../../src/index.ts'
import { probes } from './probes.ts'
import type { Opened, Variant } from './Variant.ts'
import { variants } from './variants.ts'

// One suite for every backend, against our dialect of its wire and against a server written by hand from the wire page.

let opened: Opened | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})
const open = async (variant: Variant, options: { delayMs?: number } = {}): Promise<Opened> =>
  (opened = await variant.open(options))

const value = <T,>(result: Result<T>): T => {
  if (!result.ok) throw result.error
  return result.value
}
const begin = async (client: ChatClient, text: string) => {
  const stream = value(await createChat(client, { message: { text } }))
  const message = await stream.final
  const conversationId = await stream.conversationId
  // What a client saves after the answer is saved before the test goes on.
  await messagesList(client, { conversationId })
  return { conversationId, message, stream }
}
const has = ({ client }: Opened, capability: Capability) => client.backend.capabilities.has(capability)
const posts = ({ requests }: Opened) => requests.filter(({ method }) => method === 'POST')

const texts = [
  ['a word', 'Hello'],
  ['emoji and other planes', 'Family 👨‍👩‍👧‍👦 and 𝕮 done'],
  ['right to left with code', 'שלום `const a = 1` مرحبا'],
  ['lines and Markdown', '# A\n\n- one\n- two\n\n```ts\nlet a\n```'],
  ['what looks like the wire', 'data: [DONE]\n\nevent: x\nid: 1\n\n: no comment "}'],
  ['many words', 'word '.repeat(800).trim()],
] as const

describe.each(variants)('$backend against its $server', variant => {
  const greeting = variant.greets ? ['assistant: Good day'] : []
  const withoutGreeting = (lines: string[]) => lines.filter(line => !greeting.includes(line))

  test.each(texts)('begins a conversation and reads the whole reply: %s', async (_, text) => {
    const { client } = await open(variant)
    const stream = value(await createChat(client, { message: { text } }))
    let deltas = ''
    for await (const event of stream) if (event.type === 'text-delta') deltas += event.delta
    const message = await stream.final
    expect(messageText(message)).toBe(text)
    expect(deltas).toBe(text)
    expect(message).toMatchObject({ role: 'assistant', metadata: { status: 'complete' } })
    expect(await stream.conversationId).toMatch(/./)
  })

  test('continues the conversation that it began, and keeps two of them apart', async () => {
    const { client } = await open(variant)
    const one = await begin(client, 'first')
    const two = await begin(client, 'other')
    expect(two.conversationId).not.toBe(one.conversationId)
    const next = value(await continueChat(client, { conversationId: one.conversationId, message: { text: 'second' } }))
    expect(messageText(await next.final)).toBe('second')
    expect(await next.conversationId).toBe(one.conversationId)
    if (!client.backend.capabilities.has('messages.list')) return
    const { messages } = value(await messagesList(client, { conversationId: one.conversationId }))
    expect(messages.map(lineOf)).toEqual([
      ...greeting,
      'user: first',
      'assistant: first',
      'user: second',
      'assistant: second',
    ])
    const other = value(await messagesList(client, { conversationId: two.conversationId }))
    expect(other.messages.map(lineOf)).toEqual([...greeting, 'user: other', 'assistant: other'])
  })

  test('sources come with the reply', async () => {
    const { client } = await open(variant)
    const { message } = await begin(client, 'please cite')
    const cited = { type: 'source-url', url: 'https://docs.example/cited', title: 'Cited' }
    const sources = message.parts.filter(part => part.type === 'source-url')
    if (variant.cites) expect(sources).toMatchObject([cited])
    else expect(sources).toEqual([])
  })

  test('a reply that fails is an error, never a success', async () => {
    const { client } = await open(variant)
    const result = await createChat(client, { message: { text: 'fail now please' } })
    if (!result.ok) return expect(result.error.status).toBeGreaterThanOrEqual(500)
    const error = await result.value.final.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ChatError' })
    expect(['failed', 'interrupted']).toContain(result.value.message.metadata.status)
    expect('fail now please'.startsWith(messageText(result.value.message).trim())).toBe(true)
  })

  test('a stream that is cut is resumed to the same reply, or interrupted: never a success with missing text', async () => {
    const text = 'one two three four five'
    for (const clean of [false, true])
      for (let events = 0; events < 9; events++) {
        const { client, faults } = await open(variant)
        faults.cutAfter(events, { clean })
        const result = await createChat(client, { message: { text } })
        const message = result.ok ? await result.value.final.catch(() => result.value.message) : undefined
        const got = message ? messageText(message) : ''
        expect(text.startsWith(got)).toBe(true)
        if (message?.metadata.status === 'complete' && got !== text) {
          expect([variant.endsByClosing, clean]).toEqual([true, true])
          expect(message.metadata).toMatchObject({ endUnconfirmed: true })
        }
        await opened!.close()
      }
  }, 60_000)

  test('a send whose answer is lost is not sent again, unless the server knows it by its key', async () => {
    const { client, faults } = await open(variant)
    const { conversationId } = await begin(client, 'first')
    const before = posts(opened!).length
    faults.loseAnswer()
    const request = { conversationId, message: { text: 'second' } }
    const result = await continueChat(client, request, { retries: { strategy: 'backoff' } })
    if (result.ok) {
      expect(messageText(await result.value.final)).toBe('second')
      const { messages } = value(await messagesList(client, { conversationId }))
      expect(messages.map(lineOf).filter(line => line === 'user: second')).toHaveLength(1)
    } else {
      expect(result.error.code).toBe('network')
      const sent = posts(opened!).slice(before)
      expect(sent.filter(({ body }) => body?.includes('second'))).toHaveLength(1)
    }
  })

  test.each([
    [429, { retryAfter: '7' }, { code: 'rate_limited', retryAfterMs: 7000, retryable: true }],
    [503, { retryAfter: '1' }, { code: 'unavailable', retryAfterMs: 1000, retryable: true }],
    [502, { body: '<html>', contentType: 'text/html' }, { code: 'bad_gateway', retryable: true }],
    [500, { body: '', contentType: 'text/plain' }, { code: 'server_error' }],
    [404, { body: '{}', contentType: 'application/json' }, { code: 'not_found' }],
    [403, { body: 'no', contentType: 'text/plain' }, { code: 'forbidden', retryable: false }],
  ] as const)('an answer of %i is a ChatError that says what to do', async (status, fault, expected) => {
    const { client, faults } = await open(variant)
    const { conversationId } = await begin(client, 'first')
    faults.failNext(status, { ...fault, times: 3 })
    const request = { conversationId, message: { text: 'x' } }
    const { error } = await continueChat(client, request, { retries: { strategy: 'none' } })
    expect(error).toMatchObject({ name: 'ChatError', status, ...expected })
    expect(error!.message).toMatch(/\w/)
  })

  test('an answer of 200 that is no chat server’s is an error', async () => {
    const { client, faults } = await open(variant)
    faults.failNext(200, { body: '<html>Sign in to the Wi-Fi</html>', contentType: 'text/html', times: 3 })
    const { error } = await createChat(client, { message: { text: 'x' } })
    expect(error).toMatchObject({ code: 'invalid_response' })
  })

  test('an expired session is renewed once and the request repeated, where sessions are the client’s', async () => {
    const { client, faults, requests } = await open(variant)
    const { conversationId } = await begin(client, 'first')
    if (variant.server === 'dialect' && variant.on401 === 'renews') {
      faults.expireSessions()
      const next = value(await continueChat(client, { conversationId, message: { text: 'second' } }))
      expect(messageText(await next.final)).toBe('second')
    }
    // What a client does after an answer is over by then.
    await messagesList(client, { conversationId })
    const before = requests.length
    faults.failNext(401, { times: 9, body: '{}', contentType: 'application/json' })
    const { error } = await continueChat(client, { conversationId, message: { text: 'third' } })
    expect(error).toMatchObject({ status: 401, code: 'unauthorized', retryable: false })
    expect(requests.length - before).toBeLessThanOrEqual(2)
  })

  test('cancelling closes the connection', async () => {
    const { client } = await open(variant, { delayMs: 20 })
    const controller = new AbortController()
    const begun = createChat(client, { message: { text: 'one two three four' } }, { signal: controller.signal })
    if (variant.blocking) setTimeout(() => controller.abort(), 30)
    const result = await begun
    if (result.ok) {
      setTimeout(() => controller.abort(), 30)
      await expect(result.value.final).rejects.toMatchObject({ code: 'aborted' })
    } else expect(result.error.code).toBe('aborted')
  })

  test('each operation works when it is a capability, and is `unsupported` without a request when it is not', async () => {
    await open(variant)
    const { client, stranger, requests } = opened!
    const { conversationId, message } = await begin(client, 'first')
    for (const { operation, capability, attempt } of probes) {
      if (capability === null) continue
      const before = requests.length
      const result = await attempt(client, { conversationId, messageId: message.id })
      const isThere = has(opened!, capability)
      expect([operation, result.ok, result.error?.code]).toEqual([
        operation,
        isThere,
        isThere ? undefined : 'unsupported',
      ])
      if (!isThere) expect([operation, requests.length]).toEqual([operation, before])
    }
    if (!stranger || !has(opened!, 'conversations.list')) return
    const theirs = value(await conversationsList(stranger, {}))
    expect(theirs.conversations).toEqual([])
  })

  test('lists what was begun, newest first, and forgets what was deleted', async () => {
    await open(variant)
    const { client, stranger } = opened!
    const one = await begin(client, 'first')
    const two = await begin(client, 'other')
    if (!has(opened!, 'conversations.list')) return
    const list = async () => value(await conversationsList(client, {})).conversations.map(({ id }) => id)
    expect(await list()).toEqual([two.conversationId, one.conversationId])
    if (stranger && has(opened!, 'messages.list')) {
      const foreign = await messagesList(stranger, { conversationId: one.conversationId })
      expect(foreign.error?.status ?? 0).toBeGreaterThanOrEqual(400)
    }
    if (!has(opened!, 'conversations.delete')) return
    value(await conversationsDelete(client, { conversationId: one.conversationId }))
    expect(await list()).toEqual([two.conversationId])
    const gone = await messagesList(client, { conversationId: one.conversationId })
    expect(gone.error).toMatchObject({ code: 'not_found' })
  })

  test('characters can be listed, looked up and begun with, where there are any', async () => {
    await open(variant)
    if (!has(opened!, 'characters')) return
    const { client } = opened!
    const [character] = value(await charactersList(client))
    expect(character).toMatchObject({ name: 'Ada', description: 'Answers.' })
    expect(value(await charactersGet(client, { characterId: character!.id }))).toMatchObject({ name: 'Ada' })
    const begun = value(await conversationsCreate(client, { characterId: character!.id }))
    const { messages } = value(await messagesList(client, { conversationId: begun.id }))
    expect(messages.map(lineOf)).toEqual(['assistant: Good day'])
  })

  test('sends without a stream where its wire can', async () => {
    const { client } = await open(variant)
    const { conversationId } = await begin(client, 'first')
    const result = await messagesSend(client, { conversationId, message: { text: 'blocking' } })
    if (result.ok) expect(lineOf(result.value)).toBe('assistant: blocking')
    else expect(result.error.code).toBe('unsupported')
  })

  test('the same hooks show its conversations, with nothing twice', async () => {
    const { client } = await open(variant, { delayMs: 1 })
    const wrapper = ({ children }: { children: ReactNode }) => <ChatProvider client={client}>{children}</ChatProvider>
    const { result } = renderHook(
      () => {
        const { conversationId, ...chat } = useCreateChat()
        const messages = useConversationMessages(conversationId).data?.pages.flatMap(page => page.messages)
        const reply = useReply(conversationId)
        return { chat, lines: [...(messages ?? []), ...(reply ? [reply] : [])].map(lineOf) }
      },
      { wrapper },
    )
    await act(async () => void (await result.current.chat.send('one')))
    expect(withoutGreeting(result.current.lines)).toEqual(['user: one', 'assistant: one'])
    await act(async () => void (await result.current.chat.send('two')))
    expect(withoutGreeting(result.current.lines)).toEqual([
      'user: one',
      'assistant: one',
      'user: two',
      'assistant: two',
    ])
    expect(result.current.chat.status).toBe('ready')
  })
})

const lineOf = (message: Message) => `${message.role}: ${messageText(message)}`
