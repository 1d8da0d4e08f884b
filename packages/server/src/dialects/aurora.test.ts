import type { ReplyEvent } from '@parley/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { echoResponder } from '../responders/echoResponder.ts'
import { scriptedResponder } from '../responders/scriptedResponder.ts'
import { serveTest } from '../testing/serveTest.ts'
import { ORIGIN } from '../testing/testServer.ts'

// Requests with exactly the headers and bodies of Aurora's client, which can no longer be installed, over real HTTP.

const characters = [
  { id: '330905', name: 'Ada', description: 'Answers.', greeting: 'Good day' },
  { id: 'docs', name: 'Docs', description: 'Searches.' },
]
let server: Awaited<ReturnType<typeof serveTest>>
let token = ''
let stranger = ''
const start = async (options: Parameters<typeof serveTest>[0] = {}) => {
  server = await serveTest({
    dialects: ['aurora'],
    characters,
    responder: context =>
      context.text.startsWith('fail')
        ? scriptedResponder(async function* () {
            yield { type: 'text-delta' as const, id: '0', delta: 'half' }
            throw new Error('away')
          })(context)
        : echoResponder()(context),
    ...options,
  })
  token = (await server.parley.mint({ embedOrigin: null, userIdentifier: 'ada' })).clientToken
  stranger = (await server.parley.mint({ embedOrigin: null, userIdentifier: 'eve' })).clientToken
}
beforeEach(() => start())
afterEach(() => server.close())

const delta = (id: string, text: string): ReplyEvent => ({ type: 'text-delta', id, delta: text })

interface Sent {
  as?: string
  body?: unknown
  headers?: Record<string, string>
}
/** Its client sends the header also when it has no token, and asks for JSON also where it reads a stream. */
const call = (method: string, path: string, { as = token, body, headers }: Sent = {}) =>
  fetch(`${server.url}/api/${path}`, {
    method,
    headers: {
      'x-access-token': as,
      accept: 'application/json;q=1, text/event-stream;q=0',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const answer = async (method: string, path: string, sent?: Sent): Promise<Answer> => {
  const response = await call(method, path, sent)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  return (await response.json()) as Answer
}

/** What is in an answer, where there is such a thing. */
interface Answer {
  chatId: number
  chats: { characterId: number; chatId: number }[]
  id: number
  messages: { id: number; role: string; content: string; timestamp: number }[]
  endOfList: boolean
  characters: { id: number }[]
  isEndOfList: boolean
}

const contentsOf = (stream: string) =>
  stream
    .split('\n\n')
    .filter(Boolean)
    .map(block => {
      expect(block).toMatch(/^data: \{"content":".*"\}$/)
      return (JSON.parse(block.slice(6)) as { content: string }).content
    })

describe.each(['v4', 'v11'])('%s', version => {
  const initialize = async (characterId = 330905): Promise<number> => {
    const { chatId } = await answer('POST', `${version}/chat`, { body: { characterId } })
    return chatId
  }
  const say = async (chatId: number, message: string) => {
    const response = await call('POST', `${version}/message`, { body: { characterId: 330905, chatId, message } })
    return { response, contents: contentsOf(await response.text()) }
  }
  const page = (chatId: number, query = '') => answer('GET', `${version}/messages?chatId=${chatId}${query}`)
  const contents = async (chatId: number) => (await page(chatId)).messages.map(({ content }) => content)

  test('begins a chat with a character, whose first message is stored, and lists it', async () => {
    const chatId = await initialize()
    expect(Number.isSafeInteger(chatId)).toBe(true)
    expect(await answer('GET', `${version}/chats`)).toEqual({
      success: true,
      chats: [{ characterId: 330905, chatId }],
    })
    expect(await page(chatId)).toEqual({
      success: true,
      messages: [{ id: expect.any(Number), role: 'assistant', content: 'Good day', timestamp: expect.any(Number) }],
      endOfList: true,
    })
  })

  test('streams content and no more: no names, ids or end mark, whatever `Accept` says', async () => {
    const chatId = await initialize()
    const { response, contents: got } = await say(chatId, 'Hello 👋 there')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(got.length).toBeGreaterThan(1)
    expect(got.join('')).toBe('Hello 👋 there')
    expect(await contents(chatId)).toEqual(['Good day', 'Hello 👋 there', 'Hello 👋 there'])
  })

  test('a reply that fails breaks the connection, and is not in the list', async () => {
    const chatId = await initialize()
    const response = await call('POST', `${version}/message`, {
      body: { characterId: 330905, chatId, message: 'fail please' },
    })
    await expect(response.text()).rejects.toThrow(/terminated|closed/)
    expect(await contents(chatId)).toEqual(['Good day', 'fail please'])
  })

  test('pages go to older messages, `from` included, oldest first', async () => {
    const chatId = await initialize()
    for (const text of ['a', 'b', 'c']) await say(chatId, text)
    const all = (await page(chatId)).messages
    const pages: string[][] = []
    for (let from: number | undefined = all.at(-1)!.id, end = false; !end;) {
      const next = await page(chatId, `&from=${from}&numMessages=3`)
      const messages = next.messages
      pages.push(messages.map(({ content }) => content))
      end = next.endOfList
      const oldest = all.findIndex(({ id }) => id === messages[0]!.id)
      from = all[oldest - 1]?.id
    }
    expect(pages).toEqual([['b', 'c', 'c'], ['a', 'a', 'b'], ['Good day']])
    expect((await page(chatId, '&numMessages=2')).messages).toHaveLength(2)
    for (const none of [0, -1])
      expect(await page(chatId, `&from=${none}&numMessages=2`)).toEqual(await page(chatId, '&numMessages=2'))
    expect((await call('GET', `${version}/messages?chatId=${chatId}&numMessages=101`)).status).toBe(400)
  })

  test('a save that repeats one of the last two messages answers its id; another is added', async () => {
    const chatId = await initialize()
    await say(chatId, 'hi')
    const list = (await page(chatId)).messages
    const save = (role: string, content: string) =>
      answer('POST', `${version}/message/save`, { body: { role, content, timestamp: 1762512345678, chatId } })
    expect(await save('user', 'hi')).toEqual({ success: true, id: list[1]!.id })
    expect(await save('assistant', 'hi')).toEqual({ success: true, id: list[2]!.id })
    expect(await contents(chatId)).toEqual(['Good day', 'hi', 'hi'])
    const { id } = await save('user', 'said elsewhere')
    expect(await contents(chatId)).toEqual(['Good day', 'hi', 'hi', 'said elsewhere'])
    expect(await answer('DELETE', `${version}/message?messageId=${id}`)).toEqual({ success: true })
    expect(await contents(chatId)).toEqual(['Good day', 'hi', 'hi'])
  })

  test('replies that failed make no page empty that has something before it', async () => {
    const chatId = await initialize()
    for (let count = 0; count < 2; count++)
      await (await call('POST', `${version}/message`, { body: { chatId, message: 'fail' } })).text().catch(() => {})
    const told: string[][] = []
    for (let from = '', end = false; !end;) {
      const { messages, endOfList } = await page(chatId, `&numMessages=1${from}`)
      told.push(messages.map(({ content }) => content))
      from = `&from=${messages[0]!.id - 1}`
      end = endOfList
    }
    expect(told).toEqual([['fail'], ['fail'], ['Good day']])
  })

  test.each([
    ['of several parts', [delta('1', 'one'), delta('2', 'two'), delta('3', 'three')]],
    ['of parts of which one has no text', [delta('1', 'one'), { type: 'text-start', id: '2' }, delta('3', 'three')]],
    ['longer than a visitor may write', [delta('1', 'x'.repeat(40_000))]],
    ['without text', [{ type: 'file', url: 'data:,', mediaType: 'image/png' }]],
  ] as [string, ReplyEvent[]][])('a save of an answer %s is the one that is stored', async (_, events) => {
    await server.close()
    await start({ responder: scriptedResponder(events) })
    const chatId = await initialize()
    const { contents: told } = await say(chatId, 'hi')
    const before = (await page(chatId)).messages
    const body = { role: 'assistant', content: told.join(''), timestamp: 1, chatId }
    expect(await answer('POST', `${version}/message/save`, { body })).toEqual({ success: true, id: before.at(-1)!.id })
    expect((await page(chatId)).messages).toEqual(before)
    for (const content of ['y'.repeat(40_000), '  ']) {
      const refused = await call('POST', `${version}/message/save`, { body: { ...body, content } })
      expect(refused.status).toBe(400)
    }
  })

  test('deleting a chat answers 200 and takes its messages along', async () => {
    const chatId = await initialize()
    const response = await call('DELETE', `${version}/chat?chatId=${chatId}`)
    expect([response.status, await response.json()]).toEqual([200, { success: true }])
    expect((await call('GET', `${version}/messages?chatId=${chatId}`)).status).toBe(404)
    expect(await answer('GET', `${version}/chats`)).toEqual({ success: true, chats: [] })
  })

  test('the preview is the newest message', async () => {
    const chatId = await initialize(330905)
    const preview = () => answer('GET', `${version}/chat/preview?chatId=${chatId}`)
    expect(await preview()).toEqual({ content: 'Good day', timestamp: expect.any(Number) })
    await say(chatId, 'newest')
    expect(await preview()).toMatchObject({ content: 'newest' })
  })

  test('characters have integers: their own, or one that stays the same', async () => {
    const { characters: list, isEndOfList } = await answer('GET', `${version}/characters?from=0&numCharacters=100`)
    expect(isEndOfList).toBe(true)
    expect(list).toEqual([
      { id: 330905, name: 'Ada', description: 'Answers.', isOfficial: true, isPrivate: false },
      { id: 686_503_122, name: 'Docs', description: 'Searches.', isOfficial: true, isPrivate: false },
    ])
    const second = await answer('GET', `${version}/characters?from=1&numCharacters=1`)
    expect([second.characters.length, second.isEndOfList]).toEqual([1, true])
    const first = await answer('GET', `${version}/characters?from=0&numCharacters=1`)
    expect([first.characters.length, first.isEndOfList]).toEqual([1, false])
    expect(await answer('GET', `${version}/character?characterId=330905`)).toEqual({
      name: 'Ada',
      description: 'Answers.',
      isOfficial: true,
      isPrivate: false,
      ttsCharacter: '',
    })
    const chatId = await initialize(686_503_122)
    expect(await answer('GET', `${version}/chats`)).toMatchObject({
      chats: [{ characterId: 686_503_122, chatId }],
    })
  })

  test('every 4xx says success: false and why, with its CORS headers', async () => {
    const chatId = await initialize()
    const body = { characterId: 330905, chatId, message: 'x' }
    const refused: [status: number, method: string, path: string, sent?: Sent][] = [
      [401, 'GET', 'chats', { as: '' }],
      [401, 'POST', 'message', { as: '', body }],
      [401, 'GET', 'chats', { as: 'cst_unknown' }],
      [403, 'GET', 'chats', { headers: { origin: ORIGIN } }],
      [404, 'POST', 'chat', { body: { characterId: 1 } }],
      [404, 'GET', 'character?characterId=1'],
      [404, 'GET', 'messages?chatId=999999'],
      [404, 'DELETE', 'chat?chatId=999999'],
      [404, 'DELETE', 'message?messageId=999999'],
      [404, 'POST', 'message', { body: { ...body, chatId: 999999 } }],
      [400, 'POST', 'message', { body: { ...body, chatId: String(chatId) } }],
      [400, 'POST', 'message', { body: { ...body, message: ' ' } }],
      [400, 'POST', 'chat', { body: { characterId: '330905' } }],
      [400, 'POST', 'chat', { body: { characterId: 1.5 } }],
      [400, 'POST', 'chat', { body: { characterId: 2 ** 53 } }],
      [400, 'GET', 'messages?chatId=x'],
      [400, 'DELETE', 'chat'],
    ]
    for (const [status, method, path, sent] of refused) {
      const response = await call(method, `${version}/${path}`, sent)
      const told = [method, path, response.status, await response.json()]
      expect(told).toEqual([method, path, status, { success: false, message: expect.stringMatching(/\w/) }])
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
  })

  test('another visitor’s chat is not there, and stays as it is', async () => {
    const chatId = await initialize()
    await say(chatId, 'mine')
    const { id } = (await page(chatId)).messages.at(-1)!
    const attempts: [method: string, path: string, body?: object][] = [
      ['GET', `messages?chatId=${chatId}`],
      ['GET', `chat/preview?chatId=${chatId}`],
      ['POST', 'message', { characterId: 330905, chatId, message: 'x' }],
      ['POST', 'message/save', { role: 'user', content: 'x', timestamp: 1, chatId }],
      ['DELETE', `message?messageId=${id}`],
      ['DELETE', `chat?chatId=${chatId}`],
    ]
    for (const [method, path, body] of attempts) {
      const { status } = await call(method, `${version}/${path}`, { as: stranger, ...(body && { body }) })
      expect([method, path, status]).toEqual([method, path, 404])
    }
    expect(await answer('GET', `${version}/chats`, { as: stranger })).toEqual({ success: true, chats: [] })
    expect(await contents(chatId)).toEqual(['Good day', 'mine', 'mine'])
  })

  test('what is outside this product is 404', async () => {
    for (const path of ['login', 'signup', 'user', 'tts'])
      expect((await call('POST', `${version}/${path}`, { body: {} })).status).toBe(404)
  })
})

test('v3 has the same chats under its own names, and tells no id of a new one', async () => {
  expect(await answer('POST', 'v3/initializeChat', { body: { characterId: 330905 } })).toEqual({ success: true })
  const { chats } = await answer('GET', 'v3/allChatsForUser')
  expect(chats).toEqual([{ characterId: 330905, chatId: expect.any(Number) }])
  const { chatId } = chats[0]!
  const response = await call('POST', 'v3/sendMessage', { body: { chatId, message: 'one two' } })
  expect(contentsOf(await response.text()).join('')).toBe('one two')
  const deleted = await call('DELETE', `v3/deleteChat?chatId=${chatId}`)
  expect([deleted.status, await deleted.json()]).toEqual([200, { success: true }])
  expect(await answer('GET', 'v3/allChatsForUser')).toEqual({ success: true, chats: [] })
  expect((await call('GET', 'v3/allChatsForUser', { as: '' })).status).toBe(401)
})

test('a token of a page works from that page, whose browser may send the header', async () => {
  const { clientToken } = await server.parley.mint()
  const list = async (headers: Record<string, string>) =>
    (await call('GET', 'v11/chats', { as: clientToken, headers })).status
  expect(await list({ origin: ORIGIN })).toBe(200)
  expect(await list({ origin: 'https://evil.example' })).toBe(403)
  expect(await list({})).toBe(403)
  const preflight = await fetch(`${server.url}/api/v11/chats`, { method: 'OPTIONS', headers: { origin: ORIGIN } })
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-access-token')
})

test('a conversation that was begun elsewhere is listed without a character and can be continued', async () => {
  const begun = await server.parley.send('/v1/conversations', { token, origin: null, body: { title: 'Elsewhere' } })
  expect(begun.status).toBe(201)
  const { chats } = await answer('GET', 'v11/chats')
  expect(chats).toEqual([{ characterId: 0, chatId: expect.any(Number) }])
  const { chatId } = chats[0]!
  const response = await call('POST', 'v11/message', { body: { characterId: 0, chatId, message: 'hi' } })
  expect(contentsOf(await response.text()).join('')).toBe('hi')
})
