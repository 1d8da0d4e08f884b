import type {
  GramChat,
  GramChatList,
  GramChatSession,
  GramCompletion,
  GramServiceError,
  ReplyEvent,
} from '@parley/protocol'
import { OpenAI, APIError, AuthenticationError, NotFoundError, PermissionDeniedError, RateLimitError } from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLimits } from '../node/createLimits.ts'
import { echoResponder } from '../responders/echoResponder.ts'
import type { ResponderContext } from '../responders/Responder.ts'
import { scriptedResponder } from '../responders/scriptedResponder.ts'
import { serveTest } from '../testing/serveTest.ts'
import { removeFolders, startCli } from '../testing/startCli.ts'
import { converse, messagesOf, ORIGIN, say, SECRET_KEY, textOf } from '../testing/testServer.ts'

// Gram's own client cannot be installed: requests with exactly its headers and bodies, and the published client of
// OpenAI, unmodified, over real HTTP.

let seen: ResponderContext[] = []
let clock = 0
let server: Awaited<ReturnType<typeof serveTest>>
const start = async (options: Parameters<typeof serveTest>[0] = {}, delayMs = 0) => {
  await server?.close()
  const echo = echoResponder({ delayMs })
  server = await serveTest({
    dialects: ['gram'],
    responder: context => (seen.push(context), echo(context)),
    now: () => Date.now() + clock,
    ...options,
  })
}
beforeEach(async () => {
  seen = []
  clock = 0
  await start()
})
afterEach(async () => {
  await server.close()
  removeFolders()
})

const PROJECT = { 'gram-project': 'docs' }
interface Sent {
  headers?: Record<string, string>
  body?: unknown
  method?: string
}
const send = async (path: string, { headers, body, method = body === undefined ? 'GET' : 'POST' }: Sent = {}) => {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...PROJECT, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  return response
}
const create = (body: unknown, headers: Record<string, string> = { 'gram-key': SECRET_KEY }) =>
  send('/rpc/chatSessions.create', { headers, body })
const mint = async (more: object = {}) =>
  (await (await create({ embed_origin: ORIGIN, user_identifier: 'ada', ...more })).json()) as GramChatSession
const revoke = (token: string) =>
  send(`/rpc/chatSessions.revoke?token=${token}`, { method: 'DELETE', headers: { 'gram-key': SECRET_KEY } })
const asVisitor = (token: string, origin = ORIGIN) => ({ 'gram-chat-session': token, origin })
const rpc = async <T>(path: string, token: string, body?: unknown) => {
  const response = await send(path, { headers: asVisitor(token), ...(body !== undefined && { body }) })
  expect([path, response.status]).toEqual([path, 200])
  return (await response.json()) as T
}
const errorOf = async (response: Response) => (await response.json()) as GramServiceError
/** All six fields, and no other. */
const serviceError = (name: string, more: Partial<GramServiceError> = {}) => ({
  name,
  id: expect.stringMatching(/^req_/),
  message: expect.stringMatching(/\w/),
  temporary: false,
  timeout: false,
  fault: false,
  ...more,
})

const openai = (apiKey: string, headers: Record<string, string> = {}, more: object = {}) =>
  new OpenAI({
    baseURL: server.url,
    apiKey,
    defaultHeaders: { ...PROJECT, origin: ORIGIN, ...headers },
    maxRetries: 0,
    ...more,
  })
const model = 'anthropic/claude-sonnet-4.5'
const user = (content: string) => ({ role: 'user' as const, content })
const ask = async (token: string, content: string, chatId?: string) => {
  const client = openai(token, chatId === undefined ? {} : { 'gram-chat-id': chatId })
  const { choices } = await client.chat.completions.create({ model, messages: [user(content)] })
  return choices[0]!.message.content
}
const failure = async (attempt: PromiseLike<unknown>) => {
  const error = await Promise.resolve(attempt).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(APIError)
  return error as APIError
}

test('mints with Gram-Key and answers in snake_case', async () => {
  const response = await create({ embed_origin: ORIGIN, user_identifier: 'ada', expires_after: 600 })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    client_token: expect.stringMatching(/^cst_/),
    embed_origin: ORIGIN,
    expires_after: 600,
    status: 'active',
    user_identifier: 'ada',
  })
  const anonymous = await (await create({ embed_origin: ORIGIN })).json()
  expect(anonymous).toEqual({
    client_token: expect.any(String),
    embed_origin: ORIGIN,
    expires_after: 3600,
    status: 'active',
  })
})

test('an origin with a trailing slash or capitals is the origin that the page has', async () => {
  const { client_token, embed_origin } = await mint({ embed_origin: `${ORIGIN.toUpperCase()}/` })
  expect(embed_origin).toBe(ORIGIN)
  expect(await ask(client_token, 'hello')).toBe('hello')
})

test.each([
  ['no origin', {}, 'missing_field'],
  ['the origin null', { embed_origin: null }, 'bad_request'],
  ['the text null', { embed_origin: 'null' }, 'bad_request'],
  ['any origin', { embed_origin: '*' }, 'bad_request'],
  ['a wildcard', { embed_origin: 'https://*.example.com' }, 'bad_request'],
  ['a path', { embed_origin: 'https://a.example/page' }, 'bad_request'],
  ['no time', { embed_origin: ORIGIN, expires_after: 0 }, 'invalid_range'],
  ['too much time', { embed_origin: ORIGIN, expires_after: 3601 }, 'invalid_range'],
  ['half a second', { embed_origin: ORIGIN, expires_after: 0.5 }, 'bad_request'],
  ['a time in words', { embed_origin: ORIGIN, expires_after: 'an hour' }, 'bad_request'],
  ['a list', [], 'bad_request'],
])('%s is 400', async (_, body, name) => {
  const response = await create(body)
  expect(response.status).toBe(400)
  expect(await errorOf(response)).toEqual(serviceError(name))
})

test.each([
  ['no key', {}, 401, 'unauthorized'],
  ['an unknown key', { 'gram-key': 'sk_unknown_0001' }, 401, 'unauthorized'],
  ['the key of an OpenAI client', { authorization: `Bearer ${SECRET_KEY}` }, 401, 'unauthorized'],
  ['a cookie', { cookie: `gram_session=${SECRET_KEY}` }, 401, 'unauthorized'],
  ['a session of its dashboard', { 'gram-session': SECRET_KEY }, 401, 'unauthorized'],
  ['a client token', { 'gram-key': 'cst_any' }, 403, 'forbidden'],
  ['the key in a page', { 'gram-key': SECRET_KEY, origin: ORIGIN }, 403, 'forbidden'],
])('%s mints and revokes nothing', async (_, headers, status, name) => {
  const { client_token } = await mint()
  const minted = await create({ embed_origin: ORIGIN }, headers)
  expect([minted.status, await errorOf(minted)]).toEqual([status, serviceError(name)])
  const revoked = await send(`/rpc/chatSessions.revoke?token=${client_token}`, {
    method: 'DELETE',
    headers: headers,
  })
  expect([revoked.status, await errorOf(revoked)]).toEqual([status, serviceError(name)])
  expect(await ask(client_token, 'still here')).toBe('still here')
})

test('a session of one second lives for one second', async () => {
  const { client_token, expires_after } = await mint({ expires_after: 1 })
  expect(expires_after).toBe(1)
  expect(await ask(client_token, 'quick')).toBe('quick')
  clock += 1001
  expect(await failure(ask(client_token, 'late'))).toMatchObject({ status: 401 })
  expect((await revoke(client_token)).status).toBe(400)
})

test('revokes once: the token is refused from then on, and cannot be revoked again', async () => {
  await start({}, 50)
  const { client_token } = await mint()
  const open = await openai(client_token).chat.completions.create({
    model,
    messages: [user('one two three four five six seven')],
    stream: true,
  })
  const reading = failure(
    (async () => {
      for await (const _ of open);
    })(),
  )
  await expect.poll(() => seen.length).toBe(1)
  const revoked = await revoke(client_token)
  expect([revoked.status, await revoked.text()]).toEqual([204, ''])
  expect(await reading).toMatchObject({ code: 'session_revoked' })
  expect(await failure(ask(client_token, 'x'))).toMatchObject({ status: 401 })
  for (const token of [client_token, 'cst_unknown', 'no-token', '']) {
    const again = await revoke(token)
    expect([again.status, await errorOf(again)]).toEqual([400, serviceError('bad_request')])
  }
  const nothing = await send('/rpc/chatSessions.revoke', { method: 'DELETE', headers: { 'gram-key': SECRET_KEY } })
  expect([nothing.status, await errorOf(nothing)]).toEqual([400, serviceError('missing_field')])
})

test('the token in the URL is in no log', async () => {
  const key = 'sk_canary_secret_0002'
  const cli = await startCli({ PARLEY_SECRET_KEY: key, PARLEY_DIALECTS: 'gram', PARLEY_LOG_LEVEL: 'debug' })
  const url = await cli.url
  for (const [method, path] of [
    ['DELETE', '/rpc/chatSessions.revoke'],
    ['GET', '/rpc/chatSessions.revoke'],
    ['DELETE', '/rpc/chatSessions.revoked'],
  ]) {
    const response = await fetch(`${url}${path}?token=cst_canary7f3a`, { method, headers: { 'gram-key': key } })
    const told = [...response.headers].join() + (await response.text())
    expect([response.status >= 400, told.includes('canary7f3a')]).toEqual([true, false])
  }
  cli.process.kill('SIGTERM')
  const { stdout, stderr } = await cli.ended
  expect(stdout).toContain('/rpc/chatSessions.revoke')
  expect(stdout + stderr).not.toContain('canary7f3a')
})

test('streams what OpenAI’s client reads: the role, the text, the reason, the usage, the end', async () => {
  const { client_token } = await mint()
  const stream = await openai(client_token).chat.completions.create({
    model,
    messages: [user('Hello 👋 there')],
    stream: true,
  })
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(chunks[0]!.choices).toMatchObject([{ index: 0, delta: { role: 'assistant' }, finish_reason: null }])
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Hello 👋 there')
  expect(chunks.at(-2)!.choices).toEqual([{ index: 0, delta: {}, finish_reason: 'stop' }])
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 0 } })
  const { id, created } = chunks[0]!
  for (const chunk of chunks) expect(chunk).toMatchObject({ id, created, model, object: 'chat.completion.chunk' })
  expect(Math.abs(created - Date.now() / 1000)).toBeLessThan(30)
  const raw = await send('/chat/completions', {
    headers: asVisitor(client_token),
    body: { model, messages: [user('raw')], stream: true },
  })
  expect(raw.headers.get('content-type')).toContain('text/event-stream')
  expect(await raw.text()).toMatch(/\n\ndata: \[DONE\]\n\n$/)
})

test('the streaming helper of OpenAI’s client ends with the whole completion', async () => {
  const { client_token } = await mint()
  const stream = openai(client_token).chat.completions.stream({ model, messages: [user('one two')] })
  expect((await stream.finalChatCompletion()).choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { role: 'assistant', content: 'one two' },
  })
})

test('answers in JSON without `stream`', async () => {
  const { client_token } = await mint()
  const completion = await openai(client_token).chat.completions.create({ model, messages: [user('One two')] })
  expect(completion).toMatchObject({
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: 'One two' }, finish_reason: 'stop' }],
  })
})

test('in JSON, too, an answer that was cut or stopped is not told as whole', async () => {
  await start({
    responder: scriptedResponder([
      { type: 'text-delta', id: '1', delta: 'half' },
      { type: 'finish', finishReason: 'length' },
    ]),
  })
  const cut = await openai((await mint()).client_token).chat.completions.create({ model, messages: [user('q')] })
  expect(cut.choices[0]!.finish_reason).toBe('length')
  await server.close()

  await start({}, 100)
  const { client_token } = await mint()
  const chatId = crypto.randomUUID()
  const client = openai(client_token, { 'gram-chat-id': chatId })
  const answer = client.chat.completions.create({ model, messages: [user('one two three four five six seven')] })
  const headers = { authorization: `Bearer ${client_token}`, origin: ORIGIN }
  await expect.poll(() => seen.length).toBe(1)
  const { conversations } = await (await fetch(`${server.url}/v1/conversations`, { headers })).json()
  await fetch(`${server.url}/v1/conversations/${conversations[0].id}/stop`, { method: 'POST', headers })
  expect((await answer).choices[0]!.finish_reason).toBe('error')
  const { messages } = await rpc<GramChat>(`/rpc/chat.load?id=${chatId}`, client_token)
  expect(messages.at(-1)).toMatchObject({ role: 'assistant', finish_reason: 'error' })
})

test('who sends no token is told where it goes', async () => {
  expect((await errorOf(await create({ embed_origin: ORIGIN }, {}))).message).toContain('Gram-Key')
  expect((await errorOf(await send('/rpc/chat.list'))).message).toContain('Gram-Chat-Session')
})

test('sources are left out, and parts of the text are told apart', async () => {
  await start({
    responder: scriptedResponder([
      { type: 'text-delta', id: '1', delta: 'See ' },
      { type: 'source-url', sourceId: 's', url: 'https://docs.example/a', title: 'A' },
      { type: 'text-delta', id: '2', delta: 'there' },
    ]),
  })
  const { client_token } = await mint()
  const stream = openai(client_token).chat.completions.stream({ model, messages: [user('q')] })
  expect((await stream.finalChatCompletion()).choices[0]!.message.content).toBe('See \n\nthere')
  expect(await ask(client_token, 'q')).toBe('See \n\nthere')
})

test('OpenAI’s client tries again by itself when an answer is lost: what was asked is there once', async () => {
  const { client_token } = await mint()
  const chatId = crypto.randomUUID()
  let lost: 'nothing' | 'request' | 'answer' = 'nothing'
  const unsteady: typeof fetch = async (input, init) => {
    const now = lost
    lost = 'nothing'
    if (now === 'request') throw new TypeError('connection reset')
    const response = await fetch(input, init)
    if (now === 'nothing') return response
    await response.body?.cancel()
    throw new TypeError('connection reset')
  }
  const client = openai(client_token, { 'gram-chat-id': chatId }, { maxRetries: 1, fetch: unsteady })
  const messages: { role: 'user' | 'assistant'; content: string }[] = []
  for (const [what, stream] of [
    ['nothing', false],
    ['answer', false],
    ['answer', true],
    ['request', true],
    ['request', false],
  ] as const) {
    lost = what
    messages.push(user('yes'))
    const answer = await client.chat.completions.create({ model, messages, stream })
    let text = ''
    if ('choices' in answer) text = answer.choices[0]!.message.content!
    else for await (const chunk of answer) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('yes')
    messages.push({ role: 'assistant', content: text })
  }
  const { messages: stored } = await rpc<GramChat>(`/rpc/chat.load?id=${chatId}`, client_token)
  expect(stored.map(({ role, content }) => ({ role, content }))).toEqual(messages)
}, 30_000)

test.each([
  ['at the beginning', 0],
  ['later', 1],
])(
  'who sends only the newest message says the same twice, %s: tried again, nothing is lost',
  async (_, before) => {
    await start({ limits: createLimits({ rateLimit: '1/s', anonymousLimit: '9/s' }) })
    const { client_token } = await mint()
    const chatId = crypto.randomUUID()
    const attempts: (string | null)[] = []
    const watched: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      attempts.push(`${new Headers(init?.headers).get('x-stainless-retry-count')}: ${response.status}`)
      return response
    }
    const client = openai(client_token, { 'gram-chat-id': chatId }, { maxRetries: 5, fetch: watched })
    const say = (content: string) => client.chat.completions.create({ model, messages: [user(content)] })
    const all = [...Array.from({ length: before }, () => 'hello'), 'continue', 'continue', 'continue']
    for (const text of all) await say(text)
    expect(attempts).toContain('0: 429')
    const { messages: stored } = await rpc<GramChat>(`/rpc/chat.load?id=${chatId}`, client_token)
    expect(stored.map(({ content }) => content)).toEqual(all.flatMap(text => [text, text]))
  },
  30_000,
)

test.each([
  ['is still being written', (): ReplyEvent[] => [{ type: 'text-delta', id: '1', delta: 'half' }]],
  ['has failed', (): ReplyEvent[] => [{ type: 'error', errorText: 'away' }]],
])('a question whose answer %s is there once when its only message is tried again', async (_, first) => {
  const asked: string[] = []
  await start({
    async *responder({ text, signal }) {
      const isAgain = asked.push(text) > 1
      yield* isAgain ? [{ type: 'text-delta', id: '1', delta: 'whole' } as const] : first()
      if (!isAgain) await new Promise(resolve => signal.addEventListener('abort', resolve))
    },
  })
  const { client_token } = await mint()
  const chatId = crypto.randomUUID()
  const body = { model, messages: [user('why')] }
  const headers = { ...asVisitor(client_token), 'gram-chat-id': chatId, 'content-type': 'application/json' }
  const left = new AbortController()
  const request = { method: 'POST', headers, body: JSON.stringify(body), signal: left.signal }
  const lost = fetch(`${server.url}/chat/completions`, request).catch(() => {})
  await expect.poll(() => asked.length).toBe(1)
  left.abort()
  await lost
  const again = async () => {
    const retry = { ...headers, 'x-stainless-retry-count': '1' }
    const answer = await send('/chat/completions', { headers: retry, body })
    return answer.status === 200 ? ((await answer.json()) as GramCompletion).choices[0]!.message.content : answer.status
  }
  await expect.poll(again).toBe('whole')
  const { messages: stored } = await rpc<GramChat>(`/rpc/chat.load?id=${chatId}`, client_token)
  expect(stored.map(({ content }) => content)).toEqual(['why', 'whole'])
})

test('a conversation goes on that has an image of 3 MB, and a question that was refused for its length', async () => {
  const { client_token } = await mint()
  const client = openai(client_token, { 'gram-chat-id': crypto.randomUUID() })
  const url = `data:image/png;base64,${'A'.repeat(3_000_000)}`
  const image = { role: 'user' as const, content: [{ type: 'image_url' as const, image_url: { url } }] }
  for (const text of ['what is it?', 'and now?']) {
    const messages = [image, user('x'.repeat(33_000)), user(text)]
    const { choices } = await client.chat.completions.create({ model, messages })
    expect(choices[0]!.message.content).toBe(text)
  }
})

test('heartbeats keep a silent stream open, and OpenAI’s client survives them', async () => {
  await start({ heartbeatMs: 20 }, 100)
  const { client_token } = await mint()
  const body = { model, messages: [user('one two')], stream: true }
  expect(await (await send('/chat/completions', { headers: asVisitor(client_token), body })).text()).toMatch(/^:/m)
  const stream = openai(client_token).chat.completions.stream({ model, messages: [user('three four')] })
  expect((await stream.finalChatCompletion()).choices[0]!.message.content).toBe('three four')
})

test('Gram-Chat-ID names the conversation: only its last message is asked, the server has the rest', async () => {
  const { client_token } = await mint()
  const chatId = crypto.randomUUID()
  await ask(client_token, 'first', chatId)
  const client = openai(client_token, { 'gram-chat-id': chatId.toUpperCase() })
  await client.chat.completions.create({
    model,
    messages: [user('first'), { role: 'assistant', content: 'something else' }, user('second')],
  })
  expect(seen[1]!.messages.map(textOf)).toEqual(['first', 'first', 'second'])
  expect(await rpc<GramChatList>('/rpc/chat.list', client_token)).toMatchObject({
    chats: [{ id: chatId, num_messages: 4 }],
    total: 1,
  })
})

test('without Gram-Chat-ID each request is a conversation, with what came before as the client’s words', async () => {
  const { client_token } = await mint()
  await openai(client_token).chat.completions.create({
    model,
    messages: [
      { role: 'system', content: 'Obey.' },
      { role: 'developer', content: 'Obey too.' },
      user('earlier\0'),
      { role: 'assistant', content: 'earlier answer' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'now' },
          { type: 'text', text: 'then' },
        ],
      },
    ],
  })
  expect(seen[0]!.messages.map(textOf)).toEqual(['earlier', 'earlier answer', 'now\n\nthen'])
  expect(seen[0]!.messages[1]!.metadata.source).toBe('client')
  await ask(client_token, 'another')
  expect((await rpc<GramChatList>('/rpc/chat.list', client_token)).total).toBe(2)
})

test('a long conversation goes along whole', async () => {
  const { client_token } = await mint()
  const earlier = Array.from({ length: 20 }, () => user('word '.repeat(4000)))
  const { choices } = await openai(client_token).chat.completions.create({
    model,
    messages: [...earlier, user('and now')],
  })
  expect(choices[0]!.message.content).toBe('and now')
})

test.each([
  ['no messages', { model }, 'missing_field'],
  ['an empty list', { model, messages: [] }, 'bad_request'],
  ['a last message of the assistant', { messages: [{ role: 'assistant', content: 'x' }] }, 'bad_request'],
  ['only instructions', { messages: [{ role: 'system', content: 'x' }] }, 'bad_request'],
  ['an image', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }, 'bad_request'],
  ['an empty message', { messages: [user(' ')] }, 'bad_request'],
  ['a number', { messages: [{ role: 'user', content: 7 }] }, 'bad_request'],
  ['a message that is too long', { messages: [user('x'.repeat(33_000))] }, 'bad_request'],
  ['JSON for a program', { messages: [user('x')], response_format: { type: 'json_schema' } }, 'bad_request'],
])('a completion of %s is 400 and stores nothing', async (_, body, name) => {
  const { client_token } = await mint()
  const response = await send('/chat/completions', { headers: asVisitor(client_token), body })
  expect(response.status).toBe(400)
  expect(await errorOf(response)).toMatchObject(serviceError(name))
  expect((await rpc<GramChatList>('/rpc/chat.list', client_token)).total).toBe(0)
})

test('a client that leaves makes room for its next message', async () => {
  await start({}, 200)
  const { client_token } = await mint()
  const chatId = crypto.randomUUID()
  const client = openai(client_token, { 'gram-chat-id': chatId })
  const messages = [user('one two three four five six seven eight nine ten')]
  const stream = await client.chat.completions.create({ model, messages, stream: true })
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) stream.controller.abort()
  await expect.poll(() => ask(client_token, 'next', chatId).catch(String)).toBe('next')
})

test('a reply that fails ends with an error and without [DONE]; in JSON it is 502', async () => {
  await start({
    responder: scriptedResponder(async function* () {
      yield { type: 'text-delta' as const, id: '0', delta: 'half' }
      throw new Error('away')
    }),
  })
  const { client_token } = await mint()
  const stream = await openai(client_token).chat.completions.create({ model, messages: [user('q')], stream: true })
  let text = ''
  const reading = (async () => {
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  })()
  expect(await failure(reading)).toMatchObject({ code: 'responder_failed' })
  expect(text).toBe('half')
  const body = { model, messages: [user('q')], stream: true }
  const raw = await (await send('/chat/completions', { headers: asVisitor(client_token), body })).text()
  expect(raw).not.toContain('[DONE]')
  expect(await failure(ask(client_token, 'q'))).toMatchObject({ status: 502 })
  const { id } = (await rpc<GramChatList>('/rpc/chat.list', client_token)).chats[0]!
  const { messages } = await rpc<GramChat>(`/rpc/chat.load?id=${id}`, client_token)
  expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: 'half', finish_reason: 'error' })
})

test('OpenAI’s client gets 401, 403, 404 and 429 as errors that say why, and a page may read them', async () => {
  await start({ limits: createLimits({ rateLimit: '3/min', anonymousLimit: '100/h' }) })
  const { client_token } = await mint()
  const unknown = await failure(ask('cst_unknown', 'x'))
  expect(unknown).toBeInstanceOf(AuthenticationError)
  const elsewhere = await failure(
    openai(client_token, { origin: 'https://evil.example' }).chat.completions.create({ model, messages: [user('x')] }),
  )
  expect(elsewhere).toBeInstanceOf(PermissionDeniedError)
  expect(elsewhere.message).toContain('https://evil.example')
  const missing = await failure(ask(client_token, 'x', 'c_missing'))
  expect(missing).toBeInstanceOf(NotFoundError)
  for (const word of ['one', 'two', 'three']) await ask(client_token, word)
  const limited = await failure(ask(client_token, 'four'))
  expect(limited).toBeInstanceOf(RateLimitError)
  expect(Number(limited.headers?.get('retry-after'))).toBeGreaterThan(0)
  for (const error of [unknown, elsewhere, missing, limited]) {
    expect(error.headers?.get('access-control-allow-origin')).toBe('*')
    expect(error.message).toMatch(/^\d{3} \w+ \w+ \w+/)
  }
  const response = await send('/chat/completions', {
    headers: asVisitor(client_token),
    body: { model, messages: [user('five')] },
  })
  expect(await errorOf(response)).toMatchObject(serviceError('rate_limited', { temporary: true }))
})

test('lists newest first, in pages, with the number of all', async () => {
  const { client_token } = await mint()
  const ids = Array.from({ length: 3 }, () => crypto.randomUUID())
  for (const [index, id] of ids.entries()) {
    clock += 1000
    await ask(client_token, `chat ${index}`, id)
  }
  const all = await rpc<GramChatList>('/rpc/chat.list', client_token)
  expect(all.total).toBe(3)
  expect(all.chats.map(({ id }) => id)).toEqual(ids.toReversed())
  expect(all.chats[0]).toEqual({
    id: ids[2],
    title: 'chat 2',
    num_messages: 2,
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    updated_at: expect.stringMatching(/Z$/),
  })
  const page = await rpc<GramChatList>('/rpc/chat.list?limit=1&offset=1', client_token)
  expect([page.chats.map(({ id }) => id), page.total]).toEqual([[ids[1]], 3])
  for (const query of ['limit=0', 'limit=-1', 'limit=101', 'offset=-1']) {
    const response = await send(`/rpc/chat.list?${query}`, { headers: asVisitor(client_token) })
    expect([response.status, await errorOf(response)]).toEqual([400, serviceError('invalid_range')])
  }
})

test('loads a conversation in pages to both sides', async () => {
  const { client_token } = await mint()
  const id = crypto.randomUUID()
  await ask(client_token, 'elsewhere', crypto.randomUUID())
  for (const word of ['one', 'two', 'three']) await ask(client_token, word, id)
  const load = (query = '') => rpc<GramChat>(`/rpc/chat.load?id=${id}${query}`, client_token)
  const texts = ({ messages }: GramChat) => messages.map(({ content }) => content)
  const whole = await load()
  expect(texts(whole)).toEqual(['one', 'one', 'two', 'two', 'three', 'three'])
  expect(whole).toMatchObject({ id, title: 'one', num_messages: 6, has_more_before: false, has_more_after: false })
  expect(whole.messages[1]).toEqual({
    id: expect.stringMatching(/^m_/),
    seq: expect.any(Number),
    role: 'assistant',
    content: 'one',
    finish_reason: 'stop',
    created_at: expect.stringMatching(/Z$/),
  })
  const seqs = whole.messages.map(({ seq }) => seq)
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  const newest = await load('&limit=2')
  expect([texts(newest), newest.has_more_before, newest.has_more_after]).toEqual([['three', 'three'], true, false])
  const older = await load(`&limit=2&before_seq=${newest.messages[0]!.seq}`)
  expect([texts(older), older.has_more_before, older.has_more_after]).toEqual([['two', 'two'], true, true])
  const oldest = await load(`&limit=2&before_seq=${older.messages[0]!.seq}`)
  expect([texts(oldest), oldest.has_more_before, oldest.has_more_after]).toEqual([['one', 'one'], false, true])
  const next = await load(`&limit=2&after_seq=${oldest.messages[1]!.seq}`)
  expect([texts(next), next.has_more_before, next.has_more_after]).toEqual([['two', 'two'], true, true])
  const last = await load(`&limit=200&after_seq=${next.messages[1]!.seq}`)
  expect([texts(last), last.has_more_after]).toEqual([['three', 'three'], false])
  const sides = async (query: string) => {
    const page = await load(query)
    return [texts(page), page.has_more_before, page.has_more_after]
  }
  const [first, end] = [seqs[0]!, seqs.at(-1)!]
  expect(first).toBeGreaterThan(1)
  expect(await sides(`&limit=1&after_seq=${first - 1}`)).toEqual([['one'], false, true])
  expect(await sides(`&after_seq=${end}`)).toEqual([[], true, false])
  expect(await sides(`&after_seq=${end + 9}`)).toEqual([[], true, false])
  expect(await sides(`&limit=1&before_seq=${end + 1}`)).toEqual([['three'], true, false])
  expect(await sides(`&before_seq=${first}`)).toEqual([[], false, true])
  expect(await sides(`&before_seq=0`)).toEqual([[], false, true])
  expect(await sides(`&after_seq=${first}&before_seq=${end}`)).toEqual([['one', 'two', 'two', 'three'], true, true])
  for (const [query, name] of [
    ['', 'missing_field'],
    [`id=${id}&limit=201`, 'invalid_range'],
    [`id=${id}&limit=-1`, 'invalid_range'],
    [`id=${id}&after_seq=-1`, 'invalid_range'],
    [`id=${id}&before_seq=x`, 'bad_request'],
  ]) {
    const response = await send(`/rpc/chat.load?${query}`, { headers: asVisitor(client_token) })
    expect([response.status, await errorOf(response)]).toEqual([400, serviceError(name!)])
  }
})

test('an answer that is being written is not loaded as half a one', async () => {
  await start({}, 100)
  const { client_token } = await mint()
  const id = crypto.randomUUID()
  const writing = ask(client_token, 'one two three', id)
  await expect.poll(() => seen.length).toBe(1)
  const { messages } = await rpc<GramChat>(`/rpc/chat.load?id=${id}`, client_token)
  expect(messages.map(({ role }) => role)).toEqual(['user'])
  const newest = await rpc<GramChat>(`/rpc/chat.load?id=${id}&limit=1`, client_token)
  expect([newest.messages.map(({ role }) => role), newest.has_more_before]).toEqual([['user'], false])
  await writing
})

test('a title is given, or told', async () => {
  const { client_token } = await mint()
  const id = crypto.randomUUID()
  await ask(client_token, 'What is this?', id)
  const titled = (body: object) => rpc('/rpc/chat.generateTitle', client_token, { id, ...body })
  expect(await titled({})).toEqual({ title: 'What is this?' })
  expect(await titled({ title: 'This' })).toEqual({ title: 'This' })
  expect(await titled({})).toEqual({ title: 'This' })
})

test('feedback rates the last answer of a conversation', async () => {
  const { client_token } = await mint()
  const id = crypto.randomUUID()
  await ask(client_token, 'one', id)
  await ask(client_token, 'two', id)
  for (const [feedback, rating] of [
    ['success', 'up'],
    ['failure', 'down'],
  ]) {
    expect(await rpc('/rpc/chat.submitFeedback', client_token, { id, feedback })).toEqual({ success: true })
    const list = await server.parley.send('/v1/conversations', { token: client_token })
    const { conversations } = (await list.json()) as { conversations: { id: string }[] }
    const messages = await messagesOf(server.parley, client_token, `/v1/conversations/${conversations[0]!.id}`)
    expect(messages.map(({ metadata }) => metadata.feedback?.rating)).toEqual([undefined, undefined, undefined, rating])
  }
  const wrong = await send('/rpc/chat.submitFeedback', {
    headers: asVisitor(client_token),
    body: { id, feedback: 'great' },
  })
  expect([wrong.status, await errorOf(wrong)]).toEqual([400, serviceError('bad_request')])
})

test('what belongs to another visitor is not there, and an id is free for everybody', async () => {
  const { client_token } = await mint()
  const eve = (await mint({ user_identifier: 'eve' })).client_token
  const id = crypto.randomUUID()
  await ask(client_token, 'mine', id)
  const headers = asVisitor(eve)
  for (const attempt of [
    send(`/rpc/chat.load?id=${id}`, { headers }),
    send('/rpc/chat.generateTitle', { headers, body: { id, title: 'Hers' } }),
    send('/rpc/chat.submitFeedback', { headers, body: { id, feedback: 'failure' } }),
  ]) {
    const response = await attempt
    expect([response.status, await errorOf(response)]).toEqual([404, serviceError('not_found')])
  }
  expect(await ask(eve, 'hers', id)).toBe('hers')
  expect(seen.at(-1)!.messages).toHaveLength(1)
  const { title, messages } = await rpc<GramChat>(`/rpc/chat.load?id=${id}`, client_token)
  expect([title, messages.length]).toEqual(['mine', 2])
})

test('a conversation that was begun elsewhere is listed by our id and continued with it', async () => {
  const { token, conversationId, path } = await converse(server.parley, 'begun natively')
  const { chats } = await rpc<GramChatList>('/rpc/chat.list', token)
  expect(chats.map(({ id }) => id)).toEqual([conversationId])
  expect(await ask(token, 'continued', conversationId)).toBe('continued')
  expect((await messagesOf(server.parley, token, path)).map(textOf)).toEqual([
    'begun natively',
    'begun natively',
    'continued',
    'continued',
  ])
  const { choices } = await openai(token, { 'gram-chat-session': token }).chat.completions.create({
    model,
    messages: [user('both headers')],
  })
  expect(choices[0]!.message.content).toBe('both headers')
})

test('a conversation that was begun here goes on natively', async () => {
  const { client_token: token } = await mint()
  await ask(token, 'begun here', crypto.randomUUID())
  const list = await server.parley.send('/v1/conversations', { token })
  const [conversation] = ((await list.json()) as { conversations: { id: string; title: string }[] }).conversations
  expect(conversation).toMatchObject({ title: 'begun here' })
  const path = `/v1/conversations/${conversation!.id}`
  await server.parley.send(`${path}/messages`, { token, body: { message: say('and there') } })
  expect(await messagesOf(server.parley, token, path)).toHaveLength(4)
})

test('a page may send what these clients send, and never Gram-Key', async () => {
  const preflight = await fetch(`${server.url}/chat/completions`, { method: 'OPTIONS' })
  const allowed = preflight.headers.get('access-control-allow-headers')!.split(', ')
  // What @gram-ai/elements 1.42 sends with a completion.
  const ofElements = ['gram-chat-session', 'gram-project', 'gram-chat-id', 'gram-environment', 'x-gram-source']
  expect(allowed).toEqual(expect.arrayContaining(ofElements))
  expect(allowed).not.toContain('gram-key')
  const sent = new Set<string>()
  const { client_token } = await mint()
  const spying: typeof fetch = (input, init) => {
    for (const name of new Headers(init?.headers).keys()) sent.add(name)
    return fetch(input, init)
  }
  const { completions } = openai(client_token, {}, { fetch: spying, organization: 'org_1', project: 'proj_1' }).chat
  const body = { model, messages: [user('x')] }
  const tool = { function: () => 1, parse: JSON.parse, parameters: { type: 'object' }, name: 'now', description: '' }
  await completions.create(body)
  await completions.parse(body)
  await completions.stream(body).finalContent()
  await completions.runTools({ ...body, tools: [{ type: 'function', function: tool }] }).finalContent()
  expect(sent).toContain('x-stainless-helper-method')
  const free = new Set(['accept', 'origin', 'content-length', ...allowed])
  expect([...sent].filter(name => !free.has(name))).toEqual([])
})
