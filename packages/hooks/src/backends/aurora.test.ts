import { afterEach, describe, expect, test } from 'vitest'
import { AURORA_TOKEN, serveAurora } from '../../tests/backends/originals/aurora.ts'
import { hostSession } from '../../tests/backends/variants.ts'
import {
  aurora,
  charactersGet,
  continueChat,
  conversationsCreate,
  conversationsDelete,
  conversationsList,
  createChat,
  createChatClient,
  messagesList,
  messageText,
  type AuroraOptions,
  type ChatClient,
  type Result,
  type SessionSource,
} from '../index.ts'
import { createFaultyFetch } from '../testing/createFaultyFetch.ts'

// What the conformance suite does not ask: who stores the history, ids that no number can hold, tokens of the host.

const ORIGINAL = 'https://original.example'
const clients: ChatClient[] = []
afterEach(() => clients.splice(0).forEach(client => client.close()))

interface Options extends Partial<AuroraOptions> {
  serve?: (request: Request) => Promise<Response>
  session?: SessionSource
}
const open = ({ serve = serveAurora().fetch, session = hostSession(AURORA_TOKEN), ...options }: Options = {}) => {
  const network = createFaultyFetch(serve, () => {})
  const client = createChatClient({
    backend: aurora({ baseUrl: `${ORIGINAL}/`, ...options }),
    session,
    fetch: network.fetch,
    retries: { strategy: 'none' },
  })
  clients.push(client)
  return { client, ...network }
}
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw result.error
  return result.value
}
const begin = async (client: ChatClient, text: string) => {
  const stream = value(await createChat(client, { message: { text } }))
  return { message: await stream.final, conversationId: await stream.conversationId }
}
const say = async (client: ChatClient, conversationId: string, text: string) =>
  value(await continueChat(client, { conversationId, message: { text } })).final
const linesOf = async (client: ChatClient, conversationId: string) =>
  value(await messagesList(client, { conversationId })).messages.map(message => messageText(message))
const saves = ({ requests }: ReturnType<typeof open>) =>
  requests.flatMap(({ path, body }) =>
    path.endsWith('/message/save') ? (JSON.parse(body!) as { role: string; content: string; timestamp: number }) : [],
  )

describe.each([
  [0, ['user: one', 'assistant: one', 'user: one', 'assistant: one']],
  [1, ['assistant: one', 'assistant: one']],
  [2, []],
] as const)('a server that stores %i messages of an exchange by itself', (keeps, saved) => {
  test('is sent the others, and has each of them once', async () => {
    const opened = open({ serve: serveAurora({ keeps }).fetch })
    const { conversationId } = await begin(opened.client, 'one')
    await say(opened.client, conversationId, 'one')
    expect(await linesOf(opened.client, conversationId)).toEqual(['Good day', 'one', 'one', 'one', 'one'])
    expect(saves(opened).map(({ role, content }) => `${role}: ${content}`)).toEqual(saved)
  })

  test('has each of them once in a chat that began empty', async () => {
    const opened = open({ serve: serveAurora({ keeps, greets: false }).fetch })
    const { id } = value(await conversationsCreate(opened.client, {}))
    await say(opened.client, id, 'one')
    expect(await linesOf(opened.client, id)).toEqual(['one', 'one'])
    expect(saves(opened)).toHaveLength(2 - keeps)
  })

  test('shows what is being said once, while the answer is written and after it broke off', async () => {
    const { client, faults } = open({ serve: serveAurora({ keeps, delayMs: 10 }).fetch })
    const { conversationId } = await begin(client, 'first')
    const stream = value(await continueChat(client, { conversationId, message: { text: 'two words' } }))
    await stream.start
    expect((await linesOf(client, conversationId)).filter(line => line === 'two words')).toHaveLength(1)
    await stream.final
    faults.cutAfter(1)
    await say(client, conversationId, 'one two three').catch(() => {})
    const lines = await linesOf(client, conversationId)
    expect(lines.slice(0, 5)).toEqual(['Good day', 'first', 'first', 'two words', 'two words'])
    expect(lines[5]).toBe('one two three')
  })
})

test('what was said is saved as the published client does: role, content, time and chat', async () => {
  const opened = open()
  const { conversationId } = await begin(opened.client, 'hello')
  await linesOf(opened.client, conversationId)
  const [question, reply] = saves(opened)
  const base = { content: 'hello', chatId: Number(conversationId) }
  expect(question).toEqual({ ...base, role: 'user', timestamp: expect.any(Number) })
  expect(reply).toEqual({ ...base, role: 'assistant', timestamp: expect.any(Number) })
})

test('what could not be saved stays known here', async () => {
  const { client, faults } = open()
  faults.failNext(500, { path: /save/, times: 2 })
  const { conversationId } = await begin(client, 'hello')
  expect(await linesOf(client, conversationId)).toEqual(['Good day', 'hello', 'hello'])
})

test('what could not be saved is saved with the next exchange, what was stopped too', async () => {
  const { fetch: serve } = serveAurora({ delayMs: 5 })
  const { client, faults } = open({ serve })
  const { conversationId } = await begin(client, 'one')
  await linesOf(client, conversationId)
  faults.failNext(500, { path: /save/, times: 1 })
  await say(client, conversationId, 'two')
  const stopped = value(await continueChat(client, { conversationId, message: { text: 'a b c d e f' } }))
  await stopped.start
  stopped.cancel()
  await say(client, conversationId, 'three')
  await linesOf(client, conversationId)
  const lines = await linesOf(open({ serve }).client, conversationId)
  expect(lines).toEqual(['Good day', 'one', 'one', 'two', 'two', 'a b c d e f', 'three', 'three'])
})

test('an exchange like the last one of before the reload is another, and so are those after it', async () => {
  const { fetch: serve } = serveAurora()
  const before = open({ serve }).client
  const { conversationId } = await begin(before, 'yes')
  await linesOf(before, conversationId)
  const { client } = open({ serve })
  await say(client, conversationId, 'yes')
  await say(client, conversationId, 'more')
  await linesOf(client, conversationId)
  const lines = await linesOf(open({ serve }).client, conversationId)
  expect(lines).toEqual(['Good day', 'yes', 'yes', 'yes', 'yes', 'more', 'more'])
})

test('a chat whose preview is lost is in the list all the same', async () => {
  const { client, faults } = open()
  const { conversationId } = await begin(client, 'one')
  const other = await begin(client, 'two')
  faults.failNext(404, { path: /preview/, times: 1 })
  const { conversations } = value(await conversationsList(client, {}))
  expect(conversations.map(({ id }) => id).sort()).toEqual([conversationId, other.conversationId])
})

test('the end of a connection is the end of a reply that says it may be none; no word at all is none', async () => {
  const { client, faults } = open()
  const { message } = await begin(client, 'one two')
  expect(message.metadata).toMatchObject({ status: 'complete', endUnconfirmed: true })
  faults.cutAfter(0, { clean: true })
  const stream = value(await createChat(client, { message: { text: 'one two' } }))
  await expect(stream.final).rejects.toMatchObject({ code: 'stream_interrupted' })
})

test.each(['abc', '1.5', '-1', '', '1e3', '0x10', '9007199254740992', '9007199254740993', '1'.repeat(400)])(
  'an id of the caller that is none of theirs, %j, is not there, and nothing is asked',
  async id => {
    const { client, requests } = open()
    const results = [
      await messagesList(client, { conversationId: id }),
      await conversationsDelete(client, { conversationId: id }),
      await charactersGet(client, { characterId: id }),
      await conversationsCreate(client, { characterId: id || 'none' }),
    ]
    for (const { error } of results) expect(error).toMatchObject({ code: 'not_found' })
    expect(requests).toEqual([])
    expect((await continueChat(client, { conversationId: id, message: { text: 'x' } })).error).toMatchObject({
      code: 'not_found',
    })
  },
)

test.each(['9007199254740993', '1.5', 'null', '-3', '"x"'])(
  'an id of the server that no integer can be, %s, is an answer in another shape',
  async id => {
    const serve = async (request: Request) => {
      const { pathname } = new URL(request.url)
      const bodies: Record<string, string> = {
        'GET /api/v11/chats': `{"success":true,"chats":[{"characterId":1,"chatId":${id}}]}`,
        'POST /api/v11/chat': `{"success":true,"chatId":${id}}`,
        'GET /api/v11/messages': `{"success":true,"messages":[{"id":${id},"role":"user","content":"x","timestamp":1}],"endOfList":true}`,
      }
      const body = bodies[`${request.method} ${pathname}`] ?? '{"success":true}'
      return new Response(body, { headers: { 'content-type': 'application/json' } })
    }
    const { client } = open({ serve, characterId: '1' })
    const results = [
      await conversationsList(client, {}),
      await conversationsCreate(client, {}),
      await createChat(client, { message: { text: 'x' } }),
      await messagesList(client, { conversationId: '1' }),
    ]
    for (const { error } of results) expect(error).toMatchObject({ code: 'invalid_response' })
  },
)

test('the greatest integer is an id', async () => {
  const { client } = open()
  const { error } = await messagesList(client, { conversationId: '9007199254740991' })
  expect(error).toMatchObject({ code: 'not_found', status: 404, message: 'No such chat' })
})

test('a token of the host that has ended is asked for again, once', async () => {
  const tokens: string[] = []
  const source: SessionSource = async ({ reason }) => {
    tokens.push(reason)
    return hostSession(tokens.length === 1 ? 'an ended token' : AURORA_TOKEN)()
  }
  const { client } = open({ session: source })
  expect(messageText((await begin(client, 'hello')).message)).toBe('hello')
  expect(tokens).toHaveLength(2)
})

test('a token that the server does not take is the host’s to know, whatever `success` says', async () => {
  const { client, requests } = open({ session: hostSession('of nobody') })
  const { error } = await conversationsList(client, {})
  expect(error).toMatchObject({ code: 'unauthorized', status: 401, message: 'No valid token' })
  expect(requests.map(({ headers }) => headers.has('authorization'))).toEqual([false, false])
})

test('lists in pages that a new chat does not move', async () => {
  const { client } = open()
  const ids: string[] = []
  for (let count = 0; count < 5; count++) ids.unshift((await begin(client, `${count}`)).conversationId)
  const first = value(await conversationsList(client, { limit: 2 }))
  await begin(client, 'newer')
  const second = value(await conversationsList(client, { limit: 2, cursor: first.nextCursor! }))
  const third = value(await conversationsList(client, { limit: 2, cursor: second.nextCursor! }))
  expect([first, second, third].flatMap(page => page.conversations.map(({ id }) => id))).toEqual(ids)
  expect(third.nextCursor).toBeNull()
})

test('every message names with whom the chat is, also in a chat from before the reload', async () => {
  const { fetch } = serveAurora()
  const { conversationId } = await begin(open({ serve: fetch }).client, 'first')
  const reloaded = open({ serve: fetch })
  expect(messageText(await say(reloaded.client, conversationId, 'second'))).toBe('second')
  const { body } = reloaded.requests.find(({ method, path }) => method === 'POST' && path.endsWith('/message'))!
  expect(JSON.parse(body!)).toEqual({ characterId: 330905, chatId: Number(conversationId), message: 'second' })
})
