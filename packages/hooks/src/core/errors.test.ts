import { afterEach, describe, expect, test, vi } from 'vitest'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { conversationsList } from '../operations/conversationsList.ts'
import { messagesSend } from '../operations/messagesSend.ts'
import { createChat } from '../operations/createChat.ts'
import { resumeReply } from '../operations/resumeReply.ts'
import { createTestChat, type TestChat } from '../testing/createTestChat.ts'
import { parseRetryAfter } from './ChatError.ts'
import type { ClientCore } from './createChatClient.ts'

let chat: TestChat
afterEach(() => chat?.close())

const once = { retries: { strategy: 'none' } } as const
const soon = {
  retries: { strategy: 'backoff', backoff: { initialInterval: 1, maxInterval: 5, exponent: 2, maxElapsedTime: 2_000 } },
} as const

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  test.each([
    ['3', 3_000],
    [' 3 ', 3_000],
    ['0', 0],
    ['-5', 0],
    ['99999999999', 120_000],
    ['Sat, 21 Nov 2026 10:00:07 GMT', 7_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['Fri, 21 Nov 2036 10:00:00 GMT', 120_000],
    ['soon', undefined],
    ['', undefined],
    ['3.5s', undefined],
    [null, undefined],
  ])('%j is %j ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected)
  })

  test.each([['0'], ['-1'], ['garbage'], [undefined]])(
    'of %j: a read is tried again at once, and succeeds',
    async retryAfter => {
      chat = createTestChat()
      chat.faults.failNext(429, { times: 2, code: 'rate_limited', ...(retryAfter !== undefined && { retryAfter }) })
      expect((await conversationsList(chat.client, {}, soon)).ok).toBe(true)
      expect(chat.requests).toHaveLength(3)
    },
  )

  test('longer than the patience ends at once, and says how long it would be', async () => {
    chat = createTestChat()
    chat.faults.failNext(503, { times: 9, code: 'unavailable', retryAfter: '600' })
    const { error } = await conversationsList(chat.client, {}, soon)
    expect(error).toMatchObject({ code: 'unavailable', status: 503, retryAfterMs: 120_000, retryable: true })
    expect(chat.requests).toHaveLength(1)
  })
})

describe('what answers in place of the server', () => {
  test('502 with HTML is bad_gateway', async () => {
    chat = createTestChat()
    chat.faults.failNext(502, { body: '<html>Bad gateway</html>', contentType: 'text/html' })
    expect((await conversationsList(chat.client, {}, once)).error).toMatchObject({ code: 'bad_gateway', status: 502 })
  })

  test('a captive portal with 200 and HTML is invalid_response, for a read and for a stream', async () => {
    chat = createTestChat()
    const portal = { body: '<html>Please log in</html>', contentType: 'text/html' }
    chat.faults.failNext(200, portal)
    expect((await conversationsList(chat.client, {}, once)).error).toMatchObject({ code: 'invalid_response' })
    chat.faults.failNext(200, portal)
    expect((await createChat(chat.client, { message: { text: 'x' } }, once)).error).toMatchObject({
      code: 'invalid_response',
    })
  })

  test('JSON that is cut, no JSON, or of another shape is invalid_response', async () => {
    chat = createTestChat()
    for (const body of ['{"conversations":[', 'null', '{"items":[]}', '[]', '']) {
      chat.faults.failNext(200, { body, contentType: 'application/json' })
      expect((await conversationsList(chat.client, {}, once)).error).toMatchObject({ code: 'invalid_response' })
    }
  })

  test('a problem with a code that is not ours goes by its status', async () => {
    chat = createTestChat()
    for (const [status, code] of [
      [400, 'bad_request'],
      [403, 'forbidden'],
      [404, 'not_found'],
      [418, 'bad_request'],
      [500, 'server_error'],
      [507, 'server_error'],
    ] as const) {
      chat.faults.failNext(status, { code: 'something_new' })
      expect((await conversationsList(chat.client, {}, once)).error).toMatchObject({ code, status })
    }
  })

  test.each([
    ['Chromium', 'Failed to fetch'],
    ['Firefox', 'NetworkError when attempting to fetch resource.'],
    ['Safari', 'Load failed'],
    ['Node', 'fetch failed'],
    ['React Native', 'Network request failed'],
  ])("%s's network error is network", async (_browser, message) => {
    chat = createTestChat()
    const client = chat.createClient({ fetch: () => Promise.reject(new TypeError(message)) })
    expect((await conversationsList(client, {}, once)).error).toMatchObject({ code: 'network', retryable: true })
  })
})

describe('time and cancellation', () => {
  test("the client's timeoutMs holds for answers in one piece as well", async () => {
    chat = createTestChat()
    const client = chat.createClient({ timeoutMs: 50, retries: { strategy: 'none' } })
    const begun = (await conversationsCreate(chat.client, {})).value!
    chat.faults.delayMs = 400
    const { error } = await messagesSend(client, { conversationId: begun.id, message: { text: 'x' } })
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('50 ms') })
  })

  test('no head within timeoutMs is timeout', async () => {
    chat = createTestChat()
    chat.faults.delayMs = 100
    const { error } = await conversationsList(chat.client, {}, { ...once, timeoutMs: 20 })
    expect(error).toMatchObject({ code: 'timeout', retryable: true })
  })

  test('a stream that falls silent is resumed', async () => {
    chat = createTestChat({
      heartbeatMs: 60_000,
      responder: async function* () {
        yield { type: 'text-start', id: 't' }
        yield { type: 'text-delta', id: 't', delta: 'before ' }
        await new Promise(resolve => setTimeout(resolve, 250))
        yield { type: 'text-delta', id: 't', delta: 'after' }
      },
    })
    const { value } = await createChat(chat.client, { message: { text: 'x' } }, { timeoutMs: 100 })
    expect((await value!.final).parts).toEqual([{ type: 'text', text: 'before after' }])
    expect(chat.requests.filter(request => request.path.endsWith('/stream')).length).toBeGreaterThan(0)
  })

  test('the signal is honoured before, during and between attempts', async () => {
    chat = createTestChat()
    const signal = AbortSignal.abort()
    expect((await conversationsList(chat.client, {}, { signal })).error).toMatchObject({ code: 'aborted' })
    expect(chat.requests).toHaveLength(0)

    chat.faults.delayMs = 500
    const during = new AbortController()
    setTimeout(() => during.abort(), 20)
    expect((await conversationsList(chat.client, {}, { signal: during.signal })).error?.code).toBe('aborted')

    chat.faults.delayMs = 0
    chat.faults.failNext(503, { times: 99, retryAfter: '20' })
    const between = new AbortController()
    setTimeout(() => between.abort(), 20)
    expect((await conversationsList(chat.client, {}, { signal: between.signal })).error?.code).toBe('aborted')
  })

  test('nothing stays in flight: an answer, none, a failure, a stream, a stream that is left', async () => {
    chat = createTestChat()
    const { requests } = chat.client as ClientCore
    const { value: stream } = await createChat(chat.client, { message: { text: 'x' } })
    const conversationId = await stream!.conversationId
    await stream!.final
    expect((await resumeReply(chat.client, { conversationId })).value).toBeNull()
    chat.faults.failNext(200, { body: '<html>', contentType: 'text/html', times: 2 })
    await conversationsList(chat.client, {}, once)
    await resumeReply(chat.client, { conversationId }, once)
    chat.faults.failNext(500)
    await conversationsList(chat.client, {}, once)
    const { value: left } = await createChat(chat.client, { message: { text: 'a few words more' } })
    left!.cancel()
    await left!.final.catch(() => {})
    expect(requests.size).toBe(0)
  })

  test('a closed client sends nothing more', async () => {
    chat = createTestChat()
    await conversationsList(chat.client, {})
    chat.client.close()
    const before = chat.requests.length
    expect((await conversationsList(chat.client, {})).error).toMatchObject({ code: 'aborted' })
    expect(chat.requests).toHaveLength(before)
  })

  test('no token is in an error, a key or a URL', async () => {
    chat = createTestChat()
    chat.faults.failNext(500, { times: 9 })
    const { error } = await conversationsList(chat.client, {}, once)
    const seen = JSON.stringify([error, error!.message, error!.stack, chat.requests.map(request => request.path)])
    expect(chat.requests[0]!.headers.get('authorization')).toMatch(/^Bearer cst_/)
    expect(seen).not.toMatch(/\b(?:cst|sk|vt)_/)
  })
})

test('a browser of 2023, whose search parameters have no size, asks with them all the same', async () => {
  vi.spyOn(URLSearchParams.prototype, 'size', 'get').mockReturnValue(undefined as never)
  chat = createTestChat()
  await conversationsCreate(chat.client, { title: 'one' })
  await conversationsCreate(chat.client, { title: 'two' })
  expect((await conversationsList(chat.client, { limit: 1 })).value?.conversations).toHaveLength(1)
  vi.restoreAllMocks()
})
