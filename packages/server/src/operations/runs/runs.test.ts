import type { Message, ReplyEvent } from '@parley/protocol'
import { applyReplyEvent, emptyReply } from '@parley/protocol'
import { uiMessageChunkSchema } from 'ai'
import { describe, expect, test, vi } from 'vitest'
import { echoResponder } from '../../responders/echoResponder.ts'
import type { Responder } from '../../responders/Responder.ts'
import { scriptedResponder } from '../../responders/scriptedResponder.ts'
import { memoryStorage } from '../../storage/memoryStorage.ts'
import { StorageUnavailable, type SaveRun } from '../../storage/Storage.ts'
import { createFollowedRuns } from './followRuns.ts'
import {
  converse,
  messagesOf,
  parseStream,
  problemOf,
  readRest,
  readStream,
  readUntil,
  say,
  testServer,
  textOf,
  type ReadEvent,
} from '../../testing/testServer.ts'

const stream = 'text/event-stream'
const types = (events: ReadEvent[]) => events.map(({ event, data }) => event?.type ?? data)
const messageFrom = (events: ReadEvent[]): Message =>
  events.flatMap(({ event }) => event ?? []).reduce(applyReplyEvent, emptyReply()).message

const parts: ReplyEvent[] = [
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', delta: 'thinking' },
  { type: 'reasoning-end', id: 'r' },
  { type: 'tool-input-available', toolCallId: 't', toolName: 'search', input: { q: 1 } },
  { type: 'tool-output-available', toolCallId: 't', output: ['hit'] },
  { type: 'tool-input-start', toolCallId: 'i', toolName: 'search' },
  { type: 'tool-input-error', toolCallId: 'i', toolName: 'search', input: '{', errorText: 'No JSON.' },
  { type: 'tool-input-available', toolCallId: 'e', toolName: 'search', input: {} },
  { type: 'tool-output-error', toolCallId: 'e', errorText: 'Away.' },
  { type: 'tool-input-available', toolCallId: 'a', toolName: 'order', input: {} },
  { type: 'tool-approval-request', toolCallId: 'a' },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'Größe ' },
  { type: 'text-delta', id: '0', delta: '😀 done' },
  { type: 'text-end', id: '0' },
  { type: 'source-url', sourceId: 's', url: 'https://a.example/', title: 'A' },
  { type: 'data-chart', id: 'd', data: { x: 1 } },
]

const deltaOf = (delta: unknown) => ({ type: 'text-delta', id: '0', delta }) as ReplyEvent
/** As `chunk.choices[0]?.delta?.content` has them. */
const noTexts = [undefined, null, {}, []].map(deltaOf)
const soFar: ReplyEvent = { type: 'text-delta', id: '0', delta: 'so far' }
const toolOutput = (output: unknown): ReplyEvent[] => [
  soFar,
  { type: 'tool-input-available', toolCallId: 't', toolName: 'search', input: {} },
  { type: 'tool-output-available', toolCallId: 't', output },
]
const circular: { self?: unknown } = {}
circular.self = circular
const failure = (cause: unknown): ReplyEvent[] => [soFar, { type: 'error', errorText: 'no', cause } as ReplyEvent]

describe('resume', () => {
  test('of an ended run, after every event, gives the rest', async () => {
    const server = testServer({ responder: scriptedResponder(parts) })
    const { token, path, events } = await converse(server)
    const [, stored] = await messagesOf(server, token, path)
    expect(messageFrom(events)).toEqual(stored)
    const numbered = events.filter(event => event.id)
    expect(numbered.map(event => event.id!.split('.')[1])).toEqual(numbered.map((_, index) => String(index + 1)))
    for (const [index, { id }] of numbered.entries()) {
      const rest = await server.send(`${path}/stream`, { token, headers: { 'last-event-id': id! } })
      expect(rest.status).toBe(200)
      const restEvents = await readStream(rest)
      expect([...numbered.slice(0, index + 1), ...restEvents]).toEqual(events)
    }
  })

  test('of a running run, after every event, gives the rest while it is written', async () => {
    const server = testServer({ responder: scriptedResponder(parts, { delayMs: 8 }) })
    const { clientToken: token } = await server.mint()
    const whole = await server.send('/v1/conversations', { token, accept: stream, body: { message: say('q') } })
    const reader = (whole.body as ReadableStream<Uint8Array>).getReader()
    const decoder = new TextDecoder()
    const resumed: { before: number; rest: Promise<ReadEvent[]> }[] = []
    let text = ''
    let path = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
      const seen = parseStream(text)
      const start = seen[0]!.event as { conversationId: string }
      path = `/v1/conversations/${start.conversationId}`
      const last = seen.findLast(event => event.id)!
      const rest = server.send(`${path}/stream`, { token, headers: { 'last-event-id': last.id! } }).then(readStream)
      resumed.push({ before: Number(last.id!.split('.')[1]), rest })
    }
    const events = parseStream(text)
    expect(resumed.length).toBeGreaterThan(8)
    for (const { before, rest } of resumed) {
      const together = [...events.slice(0, before), ...(await rest)]
      expect(together).toEqual(events)
    }
  })

  test('without a header gives the active run from its start, else nothing', async () => {
    const server = testServer({ responder: echoResponder({ delayMs: 10 }) })
    const { clientToken: token } = await server.mint()
    const made = await server.send('/v1/conversations', { token, body: { message: say('a b c d') } })
    const { id } = (await made.json()) as { id: string }
    const events = await readStream(await server.send(`/v1/conversations/${id}/stream`, { token }))
    expect(events[0]!.event).toMatchObject({ type: 'start', conversation: { id } })
    expect(textOf(messageFrom(events))).toBe('a b c d')
    expect((await server.send(`/v1/conversations/${id}/stream`, { token })).status).toBe(204)
  })

  test('of what is unknown, foreign, malformed, ahead or old is 410', async () => {
    const server = testServer()
    const mine = await converse(server)
    const theirs = await converse(server)
    const resume = (id: string) =>
      server.send(`${mine.path}/stream`, { token: mine.token, headers: { 'last-event-id': id } })
    const count = mine.events.length - 1
    for (const id of ['', 'x', 'r_none.1', `${theirs.runId}.1`, `${mine.runId}.${count + 1}`, `${mine.runId}.-1`]) {
      const response = await resume(id)
      expect([id, response.status, (await problemOf(response)).code]).toEqual([id, 410, 'run_gone'])
    }
    expect(types(await readStream(await resume(`${mine.runId}.${count}`)))).toEqual(['[DONE]'])
  })

  test('ends ten minutes after the run', async () => {
    let clock = Date.now()
    const server = testServer({ now: () => clock })
    const { clientToken: token } = await server.mint({ expiresAfter: 3600 })
    const events = await readStream(
      await server.send('/v1/conversations', { token, accept: stream, body: { message: say('q') } }),
    )
    const { conversationId } = events[0]!.event as { conversationId: string }
    const resume = () =>
      server.send(`/v1/conversations/${conversationId}/stream`, { token, headers: { 'last-event-id': events[0]!.id! } })
    clock += 10 * 60_000 - 1
    expect((await resume()).status).toBe(200)
    clock += 1
    expect((await resume()).status).toBe(410)
  })
})

describe('idempotency', () => {
  test('fifty identical sends at once make one message and one run', async () => {
    const server = testServer({ responder: echoResponder({ delayMs: 2 }) })
    const { token, path } = await converse(server)
    const sends = Array.from({ length: 50 }, (_, index) =>
      server.send(`${path}/messages`, {
        token,
        body: { message: say('only once') },
        headers: { 'idempotency-key': 'k' },
        ...(index % 2 === 0 && { accept: stream }),
      }),
    )
    const messages = await Promise.all(
      sends.map(async (sent, index) =>
        index % 2 === 0
          ? messageFrom(await readStream(await sent))
          : ((await (await sent).json()) as { message: Message }).message,
      ),
    )
    expect(new Set(messages.map(message => JSON.stringify(message))).size).toBe(1)
    expect(await messagesOf(server, token, path)).toHaveLength(4)
  })

  test('the same key with another body is 409; another visitor may use it', async () => {
    const server = testServer()
    const { token } = await converse(server)
    const other = await server.mint()
    const headers = { 'idempotency-key': 'k' }
    const create = (token: string, text: string) =>
      server.send('/v1/conversations', { token, accept: stream, headers, body: { message: say(text) } })
    const first = await readStream(await create(token, 'a'))
    expect(await readStream(await create(token, 'a'))).toEqual(first)
    const conflict = await create(token, 'b')
    expect([conflict.status, (await problemOf(conflict)).code]).toEqual([409, 'idempotency_conflict'])
    expect(await readStream(await create(other.clientToken, 'b'))).not.toEqual(first)
  })

  test('the same key in another conversation is 409, for a send as for a regenerate', async () => {
    const server = testServer()
    const one = await converse(server)
    const two = await server.send('/v1/conversations', { token: one.token, body: { message: say('two') } })
    const { id } = (await two.json()) as { id: string }
    const headers = { 'idempotency-key': 'k' }
    const post = async (path: string, body?: object) =>
      (await server.send(path, { token: one.token, method: 'POST', headers, ...(body && { body }) })).status
    expect(await post(`${one.path}/messages`, { message: say('more') })).toBe(200)
    expect(await post(`/v1/conversations/${id}/messages`, { message: say('more') })).toBe(409)
    expect(await post(`${one.path}/messages/${one.replyId}/regenerate`)).toBe(200)
    expect(await post(`/v1/conversations/${id}/messages/${one.replyId}/regenerate`)).toBe(409)
  })

  test('a run whose events are gone is told again from its message', async () => {
    let clock = Date.now()
    const server = testServer({ now: () => clock, responder: scriptedResponder(parts) })
    const user = { userIdentifier: 'u' }
    const send = async () =>
      readStream(
        await server.send('/v1/conversations', {
          token: (await server.mint(user)).clientToken,
          accept: stream,
          headers: { 'idempotency-key': 'k' },
          body: { message: say('q') },
        }),
      )
    const first = await send()
    clock += 11 * 60_000
    const token = (await server.mint(user)).clientToken
    await server.send('/v1/conversations', { token, accept: stream, body: { message: say('other') } }).then(readStream)
    const again = await send()
    expect(messageFrom(again)).toEqual(messageFrom(first))
    const { validate } = uiMessageChunkSchema()
    for (const { event } of [...first, ...again])
      expect(event && (await validate!(event))).toMatchObject(event ? { success: true } : {})
    clock += 24 * 3_600_000
    expect(messageFrom(await send()).id).not.toBe(messageFrom(first).id)
  })
})

describe('a responder that', () => {
  const failures: [name: string, responder: Responder, status: Message['metadata']['status'], text: string][] = [
    [
      'throws at once',
      () => {
        throw new Error('boom')
      },
      'failed',
      '',
    ],
    [
      'throws later',
      async function* () {
        yield { type: 'text-delta', id: '0', delta: 'half' }
        throw new Error('boom')
      },
      'failed',
      'half',
    ],
    [
      'ends without text',
      async function* () {
        yield { type: 'text-start', id: '0' }
      },
      'failed',
      '',
    ],
    ['gives white space only', scriptedResponder([{ type: 'text-delta', id: '0', delta: ' \n' }]), 'failed', ' \n'],
    [
      'gives its own finish',
      scriptedResponder([{ type: 'text-delta', id: '0', delta: 'ok' }, { type: 'finish' }, { type: 'finish' }]),
      'complete',
      'ok',
    ],
    [
      'gives its own error',
      scriptedResponder([
        { type: 'text-delta', id: '0', delta: 'ok' },
        { type: 'error', errorText: 'no' },
      ]),
      'failed',
      'ok',
    ],
    [
      'breaks off',
      scriptedResponder([{ type: 'text-delta', id: '0', delta: 'ok' }, { type: 'abort' }]),
      'failed',
      'ok',
    ],
    [
      'gives its own start and unknown events',
      scriptedResponder([
        { type: 'start', messageId: 'evil' },
        { type: 'surprise' } as never,
        { type: 'text-delta', id: '0', delta: 'ok' },
      ]),
      'complete',
      'ok',
    ],
    [
      'splits a surrogate pair',
      scriptedResponder([
        { type: 'text-delta', id: '0', delta: 'a\ud83d' },
        { type: 'text-delta', id: '0', delta: '\ude00b\ud83d' },
      ]),
      'complete',
      'a😀b\ufffd',
    ],
    ['gives deltas that are no text', scriptedResponder([...noTexts, soFar, ...noTexts]), 'complete', 'so far'],
    ['gives nothing but deltas that are no text', scriptedResponder(noTexts), 'failed', ''],
    ['gives numbers', scriptedResponder([0, 7].map(deltaOf)), 'complete', '07'],
    ['gives NUL', scriptedResponder([{ type: 'text-delta', id: '0', delta: 'a\0b' }]), 'complete', 'a\ufffdb'],
    ['gives a tool output with a BigInt', scriptedResponder(toolOutput({ id: 10n })), 'failed', 'so far'],
    ['gives a tool output that holds itself', scriptedResponder(toolOutput(circular)), 'failed', 'so far'],
    ['fails with what no JSON holds', scriptedResponder(failure(10n)), 'failed', 'so far'],
  ]
  test.each(failures)('%s ends with exactly one terminal event', async (_, responder, status, text) => {
    const server = testServer({ responder })
    const { token, path, events } = await converse(server)
    expect(types(events).filter(type => ['finish', 'error', 'abort'].includes(type))).toHaveLength(1)
    expect(types(events).filter(type => type === 'start')).toHaveLength(1)
    expect(types(events).slice(-1)).toEqual(['[DONE]'])
    for (const kind of ['text', 'reasoning'])
      expect(types(events).filter(type => type === `${kind}-start`).length).toBe(
        types(events).filter(type => type === `${kind}-end`).length,
      )
    const [, message] = await messagesOf(server, token, path)
    expect(message).toEqual(messageFrom(events))
    expect([message!.metadata.status, textOf(message!)]).toEqual([status, text])
    expect(message!.metadata.errorCode).toBe(status === 'failed' ? 'responder_failed' : undefined)
    expect(server.errors).toHaveLength(status === 'failed' ? 1 : 0)
    expect((await server.send(`${path}/stream`, { token })).status).toBe(204)
  })

  test('begins a part with every word has some open at once, and loses no word', async () => {
    const words = Array.from({ length: 300 }, (_, index): ReplyEvent => {
      return { type: 'text-delta', id: `t${index}`, delta: `${index} ` }
    })
    const server = testServer({ responder: scriptedResponder([...words, { type: 'text-end', id: 't299' }]) })
    const { token, path, events } = await converse(server)
    let open = 0
    let most = 0
    for (const type of types(events)) {
      open += type === 'text-start' ? 1 : type === 'text-end' ? -1 : 0
      most = Math.max(most, open)
    }
    expect([open, most]).toEqual([0, 64])
    const [, message] = await messagesOf(server, token, path)
    expect(message).toEqual(messageFrom(events))
    expect(message!.parts.map(part => 'text' in part && part.text)).toEqual(
      Array.from({ length: 300 }, (_, index) => `${index} `),
    )
  })

  test('begins parts without an end fails at 2000, and the operator is told why', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    const server = testServer({
      onError,
      responder: async function* () {
        for (let index = 0; ; index++) yield { type: 'text-delta', id: `t${index}`, delta: 'a ' }
      },
    })
    const { token, path } = await converse(server)
    const [, message] = await messagesOf(server, token, path)
    expect(message!.metadata).toMatchObject({ status: 'failed', errorCode: 'responder_failed' })
    expect(onError.mock.calls.map(([error]) => String(error))).toEqual([
      'ResponderError: The responder gave more than 2000 parts.',
    ])
  })

  test('takes no place of another when the storage refuses to begin it, however it does', async () => {
    const storage = memoryStorage()
    const { beginRun } = storage
    storage.beginRun = () => {
      throw new Error('at once')
    }
    const server = testServer({ storage, maxReplies: 1 })
    const { clientToken: token } = await server.mint()
    const begin = () => server.send('/v1/conversations', { token, accept: stream, body: { message: say('q') } })
    expect((await begin()).status).toBe(500)
    storage.beginRun = beginRun
    const response = await begin()
    expect(response.status).toBe(200)
    await response.text()
  })

  test('hangs can be stopped, regenerated and deleted', async () => {
    const server = testServer({
      responder: async function* () {
        yield { type: 'text-delta', id: '0', delta: 'so far' }
        await new Promise(() => {})
      },
    })
    const { clientToken: token } = await server.mint()
    const response = await server.send('/v1/conversations', { token, accept: stream, body: { message: say('q') } })
    const { text, reader } = await readUntil(response, so => so.includes('so far'))
    const { conversationId, runId } = parseStream(text)[0]!.event as { conversationId: string; runId: string }
    const path = `/v1/conversations/${conversationId}`
    const busy = await server.send(`${path}/messages`, { token, body: { message: say('more') } })
    expect(await problemOf(busy)).toMatchObject({ status: 409, code: 'run_active', runId })
    const stopped = (await (await server.send(`${path}/stop`, { token, body: { runId } })).json()) as {
      message: Message
    }
    expect(stopped.message.metadata.status).toBe('stopped')
    expect(await readRest(reader)).toContain('"type":"abort"')

    const again = await server.send(`${path}/messages/${stopped.message.id}/regenerate`, {
      token,
      method: 'POST',
      accept: stream,
    })
    const second = await readUntil(again, so => so.includes('so far'))
    expect(await messagesOf(server, token, path)).toHaveLength(2)
    expect((await server.send(path, { token, method: 'DELETE' })).status).toBe(204)
    expect(await readRest(second.reader)).toContain('"type":"abort"')
    expect((await server.send(path, { token })).status).toBe(404)
  })

  test('never waits lets others run', async () => {
    const server = testServer({
      responder: async function* ({ signal }) {
        for (let index = 0; !signal.aborted; index++) yield { type: 'text-delta', id: '0', delta: `${index} ` }
      },
    })
    const { clientToken: token } = await server.mint()
    const made = await server.send('/v1/conversations', { token, body: { message: say('q') } })
    const { id } = (await made.json()) as { id: string }
    const stopped = await server.send(`/v1/conversations/${id}/stop`, { token, method: 'POST' })
    expect(((await stopped.json()) as { message: Message }).message.metadata.status).toBe('stopped')
  })
})

test('replacing a message takes what follows, and only a message of the visitor', async () => {
  const server = testServer()
  const { token, path, userMessageId, replyId } = await converse(server, 'first')
  await server.send(`${path}/messages`, { token, body: { message: say('second') } })
  const replace = (replaces: string) =>
    server.send(`${path}/messages`, { token, body: { message: say('changed'), replaces } })
  expect((await problemOf(await replace(replyId))).errors).toMatchObject([{ path: 'replaces' }])
  expect((await replace('m_none')).status).toBe(404)
  expect((await server.send(`${path}/messages/${userMessageId}/regenerate`, { token, method: 'POST' })).status).toBe(
    422,
  )
  expect((await replace(userMessageId)).status).toBe(200)
  expect((await messagesOf(server, token, path)).map(textOf)).toEqual(['changed', 'changed'])
  expect(await (await server.send(path, { token })).json()).toMatchObject({ title: 'changed', messageCount: 2 })
})

test('a reader that does not read holds nothing up, and gets everything later', async () => {
  const many = Array.from({ length: 20_000 }, (_, index): ReplyEvent => ({
    type: 'text-delta',
    id: '0',
    delta: `${index} `,
  }))
  const server = testServer({ responder: scriptedResponder(many) })
  const { clientToken: token } = await server.mint()
  const body = { message: say('q') }
  const slow = await server.send('/v1/conversations', { token, accept: stream, body })
  const sliced = await readUntil(slow, so => so.includes('start'))
  const { conversationId } = parseStream(sliced.text)[0]!.event as { conversationId: string }
  const fast = await readStream(await server.send(`/v1/conversations/${conversationId}/stream`, { token }))
  expect(types(fast).at(-2)).toBe('finish')
  let text = sliced.text
  let largest = 0
  for (;;) {
    const { done, value } = await sliced.reader.read()
    if (done) break
    largest = Math.max(largest, value.length)
    text += new TextDecoder().decode(value)
  }
  expect(parseStream(text)).toEqual(fast)
  expect(largest).toBeLessThan(130_000)
})

test('silence is filled with comments', async () => {
  const server = testServer({ heartbeatMs: 10, responder: echoResponder({ delayMs: 60 }) })
  const { clientToken: token } = await server.mint()
  const response = await server.send('/v1/conversations', { token, accept: stream, body: { message: say('a') } })
  expect(await response.text()).toMatch(/(: heartbeat\n\n){3,}/)
})

test('revoking a session ends its streams with session_revoked; the run goes on', async () => {
  const server = testServer({ responder: echoResponder({ delayMs: 15 }) })
  for (const how of ['current', 'id', 'user'] as const) {
    const session = await server.mint({ userIdentifier: `u-${how}` })
    const { clientToken: token } = session
    const response = await server.send('/v1/conversations', {
      token,
      accept: stream,
      body: { message: say('a b c d e f g h') },
    })
    const { text, reader } = await readUntil(response, so => so.includes('" b"'))
    const { conversationId } = parseStream(text)[0]!.event as { conversationId: string }
    const secret = { token: 'sk_test_secret_0001', origin: null }
    if (how === 'current') await server.send('/v1/chatSessions/current', { token, method: 'DELETE' })
    if (how === 'id') await server.send(`/v1/chatSessions/${session.id}`, { ...secret, method: 'DELETE' })
    if (how === 'user') await server.send('/v1/chatSessions/revoke', { ...secret, body: { userIdentifier: 'u-user' } })
    const rest = await readRest(reader)
    const last = parseStream(rest).slice(-2)
    expect(last[0]!.event).toMatchObject({ type: 'error', code: 'session_revoked' })
    expect(last[0]).not.toHaveProperty('id')
    expect(rest).not.toContain('" h"')
    const renewed = await server.mint({ userIdentifier: `u-${how}` })
    const reply = async () => (await messagesOf(server, renewed.clientToken, `/v1/conversations/${conversationId}`))[1]!
    await expect.poll(async () => (await reply()).metadata.status).toBe('complete')
    expect(textOf(await reply())).toBe('a b c d e f g h')
    const refused = await server.send('/v1/conversations', { token })
    expect([refused.status, (await problemOf(refused)).code]).toEqual([401, 'session_revoked'])
  }
})

test.each([Infinity, 2 ** 31])('closing the server with %d ms lets what is being written finish', async graceMs => {
  const server = testServer({ responder: echoResponder({ delayMs: 15 }) })
  const { clientToken: token } = await server.mint()
  const body = { message: say('a b c d e') }
  const response = await server.send('/v1/conversations', { token, accept: stream, body })
  const { text, reader } = await readUntil(response, so => so.includes('" b"'))
  await server.close(graceMs)
  expect(text + (await readRest(reader))).toContain('"type":"finish"')
})

test('closing the server interrupts what is being written and keeps its text', async () => {
  const storage = memoryStorage()
  const server = testServer({ storage, responder: echoResponder({ delayMs: 15 }) })
  const { clientToken: token, visitorId } = await server.mint()
  const response = await server.send('/v1/conversations', {
    token,
    accept: stream,
    body: { message: say('a b c d e') },
  })
  const { text, reader } = await readUntil(response, so => so.includes('" b"'))
  const { runId } = parseStream(text)[0]!.event as { runId: string }
  await server.close()
  expect(await readRest(reader)).toContain('"code":"stream_interrupted"')
  const stored = (await storage.findRun(visitorId, { runId }))!
  expect(stored.message.metadata.status).toBe('interrupted')
  expect(textOf(stored.message)).toMatch(/^a b/)
  const late = await server.send('/v1/conversations', { token })
  expect([late.status, (await problemOf(late)).detail]).toEqual([503, expect.stringContaining('was closed')])
  expect(server.errors).toEqual([])
})

/** A storage that cannot be read for so many times once a run is begun. */
const unreadable = (times: number) => {
  const storage = memoryStorage()
  const listMessages: typeof storage.listMessages = async (...args) => {
    if (times-- > 0) throw new StorageUnavailable('locked')
    return storage.listMessages(...args)
  }
  return { ...storage, listMessages }
}

test('a storage that is away for a moment when a reply begins does not end it', async () => {
  const server = testServer({ storage: unreadable(2) })
  const { events } = await converse(server, 'all of it')
  expect(textOf(messageFrom(events))).toBe('all of it')
  expect(types(events).at(-2)).toBe('finish')
})

test('a storage that stays away when a reply begins is to blame, and its responder is not asked', async () => {
  vi.useFakeTimers()
  try {
    let asked = 0
    const responder: Responder = async function* () {
      asked++
      yield soFar
    }
    const server = testServer({ responder, storage: unreadable(6) })
    const { clientToken: token } = await server.mint()
    const response = await server.send('/v1/conversations', { token, accept: stream, body: { message: say('q') } })
    const reading = readStream(response)
    await vi.advanceTimersByTimeAsync(10_000)
    const events = await reading
    expect(events.at(-2)!.event).toMatchObject({ type: 'error', code: 'unavailable' })
    expect(asked).toBe(0)
    expect(server.errors).toEqual([expect.any(StorageUnavailable)])
  } finally {
    vi.useRealTimers()
  }
})

test('a reply that is stopped while the storage is away never asks its responder', async () => {
  let asked = 0
  const responder: Responder = context => (asked++, echoResponder()(context))
  const server = testServer({ responder, storage: unreadable(1) })
  const { clientToken: token } = await server.mint()
  const made = await server.send('/v1/conversations', { token, body: { message: say('q') } })
  const { id } = (await made.json()) as { id: string }
  await server.send(`/v1/conversations/${id}/stop`, { token, method: 'POST' })
  await new Promise(resolve => setTimeout(resolve, 200))
  expect([asked, server.errors]).toEqual([0, []])
})

test('the end is committed before it is told, also when storage is away for a while', async () => {
  const storage = memoryStorage()
  let failures = 2
  const saves: SaveRun[] = []
  const server = testServer({
    storage: {
      ...storage,
      async saveRun(visitorId, save) {
        if (save.ended && failures-- > 0) throw new StorageUnavailable('locked')
        saves.push(save)
        return storage.saveRun(visitorId, save)
      },
    },
  })
  const { token, path, events } = await converse(server, 'all of it')
  expect(types(events).at(-2)).toBe('finish')
  expect(server.errors).toHaveLength(1)
  const [, message] = await messagesOf(server, token, path)
  expect(message).toEqual(messageFrom(events))
  expect(saves.map(save => save.events?.text ?? '').join('')).toContain('finish')
})

test('what is stored while it is written is at most some 250 ms or 1 kB behind, in few saves', async () => {
  const storage = memoryStorage()
  let saves = 0
  const server = testServer({
    responder: echoResponder({ delayMs: 2 }),
    storage: { ...storage, saveRun: (...save) => (saves++, storage.saveRun(...save)) },
  })
  const { events } = await converse(server, 'word '.repeat(150))
  expect(events.length).toBeGreaterThan(150)
  expect(saves).toBeGreaterThan(2)
  expect(saves).toBeLessThan(30)
})

test('a run that is written elsewhere is looked at again when it was stored during a look', async () => {
  const message: Message = { id: 'm_1', role: 'assistant', parts: [], metadata: { createdAt: '', status: 'streaming' } }
  const run = { id: 'r_1', conversationId: 'c_1', messageId: 'm_1', instanceId: 'i_2', leaseUntil: 0, createdAt: 0 }
  const stored = (status: 'running' | 'complete') => ({ run: { ...run, status }, message, chunks: [] })
  let looks = 0
  const findRun = async () => {
    const found = stored(looks++ === 0 ? 'running' : 'complete')
    await new Promise(resolve => setTimeout(resolve, 50))
    return found
  }
  const followed = createFollowedRuns({ storage: { ...memoryStorage(), findRun }, onError: () => {} })
  vi.useFakeTimers()
  const log = followed.follow('v_1', stored('running'))
  followed.wake(['r_1'])
  await vi.advanceTimersByTimeAsync(20)
  expect(looks).toBe(1)
  followed.wake(['r_1'])
  // Much less than until it would have looked by itself.
  await vi.advanceTimersByTimeAsync(200)
  vi.useRealTimers()
  expect(log.ended).toBe(true)
})

test('however many read a run that is written elsewhere, it is looked at for all of them together', async () => {
  const message: Message = { id: 'm_1', role: 'assistant', parts: [], metadata: { createdAt: '', status: 'streaming' } }
  const run = { id: 'r_1', conversationId: 'c_1', messageId: 'm_1', instanceId: 'i_2', leaseUntil: 0, createdAt: 0 }
  const found = { run: { ...run, status: 'running' as const }, message, chunks: [] }
  let looks = 0
  const findRun = async () => (looks++, found)
  const followed = createFollowedRuns({ storage: { ...memoryStorage(), findRun }, onError: () => {} })
  vi.useFakeTimers()
  const logs = Array.from({ length: 5 }, () => followed.follow('v_1', found))
  await vi.advanceTimersByTimeAsync(4_500)
  followed.close()
  await vi.advanceTimersByTimeAsync(2_000)
  vi.useRealTimers()
  expect(new Set(logs).size).toBe(1)
  expect([looks > 2, looks < 8]).toEqual([true, true])
})

test('a save that fails is tried again after a while, however much there is to store', async () => {
  const storage = memoryStorage()
  let failures = 0
  const fail: typeof storage.saveRun = async (visitorId, save) => {
    if (save.ended) return storage.saveRun(visitorId, save)
    await new Promise(resolve => setTimeout(resolve, 1))
    failures++
    throw new StorageUnavailable('away')
  }
  const server = testServer({ responder: echoResponder({ delayMs: 10 }), storage: { ...storage, saveRun: fail } })
  const begun = Date.now()
  await converse(server, 'a word of some length '.repeat(60))
  expect(failures).toBeGreaterThan(1)
  expect(failures).toBeLessThan((Date.now() - begun) / 100)
})

test('a storage that is slow keeps the reply back: what was told half a second ago is stored', async () => {
  const storage = memoryStorage()
  let stored = ''
  const slowly: typeof storage.saveRun = async (visitorId, save) => {
    if (!save.ended) await new Promise(resolve => setTimeout(resolve, 700))
    stored += save.events?.text ?? ''
    return storage.saveRun(visitorId, save)
  }
  const server = testServer({ responder: echoResponder({ delayMs: 15 }), storage: { ...storage, saveRun: slowly } })
  const { clientToken: token } = await server.mint()
  const body = { message: say('word '.repeat(100)) }
  const response = await server.send('/v1/conversations', { token, accept: stream, body })
  let text = ''
  const deltas = (so: string) => so.split('"text-delta"').length - 1
  const { reader } = await readUntil(response, so => {
    text = so
    // So many, each 15 ms after the one before, are more than half a second.
    expect(deltas(so) - deltas(stored)).toBeLessThanOrEqual(34)
    return so.includes('"finish"')
  })
  await reader.cancel()
  expect(deltas(text)).toBe(100)
})

test('a storage that stays away does not keep readers waiting, nor the server from closing', async () => {
  vi.useFakeTimers()
  try {
    const storage = memoryStorage()
    const saveRun = () => Promise.reject(new StorageUnavailable('gone'))
    const server = testServer({ storage: { ...storage, saveRun } })
    const { clientToken: token } = await server.mint()
    const response = await server.send('/v1/conversations', { token, accept: stream, body: { message: say('q') } })
    const reading = readStream(response)
    await vi.advanceTimersByTimeAsync(8000)
    expect((await reading).at(-2)!.event).toMatchObject({ type: 'error', code: 'stream_interrupted' })
    const closing = server.close()
    await vi.advanceTimersByTimeAsync(5000)
    await closing
  } finally {
    vi.useRealTimers()
  }
})

test.each(['finish', 'error', 'abort'] as const)('a responder that says %s lets go of what it holds', async type => {
  let isHeld = false
  const responder: Responder = async function* () {
    isHeld = true
    try {
      yield { type: 'text-start', id: '0' }
      yield { type: 'text-delta', id: '0', delta: 'hello' }
      yield { type, errorText: 'no' }
      yield { type: 'text-delta', id: '0', delta: 'never told' }
    } finally {
      isHeld = false
    }
  }
  const { events } = await converse(testServer({ responder }))
  expect(types(events)).not.toContain('never told')
  expect(isHeld).toBe(false)
})

test('a reader that leaves holds no timer', async () => {
  vi.useFakeTimers()
  try {
    const responder: Responder = async function* () {
      await new Promise(() => {})
      yield { type: 'text-start', id: '0' }
    }
    const server = testServer({ responder })
    const { clientToken: token } = await server.mint()
    const response = await server.send('/v1/conversations', { token, accept: stream, body: { message: say('q') } })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    const before = vi.getTimerCount()
    const reading = reader.read()
    await vi.advanceTimersByTimeAsync(1)
    expect(vi.getTimerCount()).toBe(before + 1)
    await reader.cancel()
    await reading
    await vi.advanceTimersByTimeAsync(1)
    expect(vi.getTimerCount()).toBeLessThanOrEqual(before)
    void server.close()
    await vi.advanceTimersByTimeAsync(20_000)
  } finally {
    vi.useRealTimers()
  }
})
