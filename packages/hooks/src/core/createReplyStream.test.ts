import { messageText, type Message } from '@parley/protocol'
import { scriptedResponder } from '@parley/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { continueChat } from '../operations/continueChat.ts'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { createChat } from '../operations/createChat.ts'
import { messagesList } from '../operations/messagesList.ts'
import { resumeReply } from '../operations/resumeReply.ts'
import { createTestChat, type TestChat, type TestChatOptions } from '../testing/createTestChat.ts'
import type { ReplyStream } from './ReplyStream.ts'

let chat: TestChat
afterEach(() => chat?.close())
const begin = (options: TestChatOptions = {}) => (chat = createTestChat(options))

const reply = scriptedResponder(
  [
    { type: 'reasoning-start', id: 'r' },
    { type: 'reasoning-delta', id: 'r', delta: 'Let me see…' },
    { type: 'reasoning-end', id: 'r' },
    { type: 'text-start', id: 't' },
    ...['Paste ', 'the ', 'script ', 'tag 👩‍👩‍👧 ', 'مرحبا.'].map(delta => ({
      type: 'text-delta' as const,
      id: 't',
      delta,
    })),
    { type: 'text-end', id: 't' },
    { type: 'source-url', sourceId: 's1', url: 'https://docs.example/embed', title: 'Embed' },
  ],
  { delayMs: 4 },
)
const WHOLE = 'Paste the script tag 👩‍👩‍👧 مرحبا.'

async function ask(text = 'How?'): Promise<ReplyStream> {
  const { value, error } = await createChat(chat.client, { message: { text } })
  if (error) throw error
  return value
}

async function goOn(): Promise<ReplyStream> {
  const { value: conversation } = await conversationsCreate(chat.client, {})
  const { value, error } = await continueChat(chat.client, {
    conversationId: conversation!.id,
    message: { text: 'How?' },
  })
  if (error) throw error
  return value
}

/** A reply that is cut after so many events, whose run is over and gone when the stream asks for it. */
async function askAndLose(events: number): Promise<ReplyStream> {
  chat.faults.cutAfter(events)
  const stream = await ask()
  chat.faults.delayMs = 50
  chat.faults.failNext(410, { code: 'run_gone', path: /stream$/ })
  return stream
}

async function eventTypes(stream: ReplyStream): Promise<string[]> {
  const types: string[] = []
  for await (const event of stream) types.push(event.type)
  return types
}

async function storedReply(stream: ReplyStream): Promise<Message> {
  const { value } = await messagesList(chat.client, { conversationId: await stream.conversationId })
  return value!.messages.at(-1)!
}

describe('a reply stream', () => {
  test('that cannot be resumed asks again after a pause', async () => {
    begin({ responder: reply })
    vi.spyOn(Math, 'random').mockReturnValue(0.99)
    chat.faults.cutAfter(3)
    chat.faults.failNext(503, { times: 99, path: /stream$/ })
    const stream = await ask()
    await new Promise(resolve => setTimeout(resolve, 350))
    const resumed = chat.requests.filter(({ path }) => path.endsWith('/stream'))
    expect(resumed).toHaveLength(1)
    stream.cancel()
    await expect(stream.final).rejects.toMatchObject({ code: 'aborted' })
    vi.restoreAllMocks()
  })

  test('yields the events and ends with the message that the server stored', async () => {
    begin({ responder: reply })
    const stream = await ask()
    const types: string[] = []
    for await (const event of stream) types.push(event.type)
    expect(types[0]).toBe('start')
    expect(types.at(-1)).toBe('finish')
    expect(messageText(await stream.final)).toBe(WHOLE)
    expect(await stream.final).toEqual(await storedReply(stream))
  })

  for (const clean of [false, true]) {
    for (let events = 0; events <= 13; events++) {
      test(`cut after ${events} events (${clean ? 'clean end' : 'broken'}) resumes to the same message`, async () => {
        begin({ responder: reply })
        chat.faults.cutAfter(events, { clean })
        const stream = events % 2 === 0 ? await ask() : await goOn()
        const seen: string[] = []
        for await (const event of stream) seen.push(event.type)
        expect(await stream.final).toEqual(await storedReply(stream))
        expect(messageText(await stream.final)).toBe(WHOLE)
        expect(seen.filter(type => type === 'start')).toHaveLength(1)
        expect(seen.filter(type => type === 'finish')).toHaveLength(1)
        expect(seen.filter(type => type === 'source-url')).toHaveLength(1)
      })
    }
  }

  test('cut again and again it goes on, because each connection brought something', async () => {
    begin({ responder: reply })
    chat.faults.cutAfter(2, { times: 6 })
    const stream = await ask()
    expect(messageText(await stream.final)).toBe(WHOLE)
    expect(chat.requests.filter(request => request.path.endsWith('/stream')).length).toBeGreaterThanOrEqual(5)
  })

  test('drops what a server sends again, and what comes out of order', async () => {
    begin({ responder: reply })
    // A proxy that loses the cursor: the server replays the run from its start.
    const forgetful: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers)
      headers.delete('last-event-id')
      return chat.fetch(input, { ...init, headers })
    }
    chat.faults.cutAfter(6)
    const { value: stream } = await createChat(chat.createClient({ fetch: forgetful }), { message: { text: 'How?' } })
    const seen: string[] = []
    for await (const event of stream!) seen.push(event.type)
    expect(messageText(await stream!.final)).toBe(WHOLE)
    expect(chat.requests.filter(request => request.path.endsWith('/stream'))).toHaveLength(1)
    expect(seen.filter(type => type === 'start')).toHaveLength(1)
    expect(seen.filter(type => type === 'text-delta')).toHaveLength(5)
  })

  test('hands on events of a kind that it does not know, and goes on', async () => {
    begin()
    const lines = [
      '{"type":"start","messageId":"m","conversationId":"c"}',
      '{"type":"hologram","id":"h","depth":3}',
      '{"type":"text-delta","id":"t","delta":"still here"}',
      '{"type":"finish"}',
    ]
    const body = lines.map((data, index) => `id: r.${index + 1}\ndata: ${data}\n\n`).join('')
    const client = chat.createClient({
      fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    })
    const { value: stream } = await createChat(client, { message: { text: 'x' } })
    expect(await eventTypes(stream!)).toEqual(['start', 'hologram', 'text-delta', 'finish'])
    expect(messageText(await stream!.final)).toBe('still here')
  })

  test('resumes a run that ended while the connection was away', async () => {
    begin({ responder: reply })
    chat.faults.cutAfter(3)
    const stream = await ask()
    chat.faults.delayMs = 60 // the run is over before the resume arrives
    expect(messageText(await stream.final)).toBe(WHOLE)
    expect(await stream.final).toEqual(await storedReply(stream))
  })

  test('that cannot be resumed rejects as interrupted and keeps its text, never as done', async () => {
    begin({ responder: reply })
    chat.faults.cutAfter(7)
    const stream = await ask()
    chat.faults.failNext(404, { times: 99, code: 'not_found', path: /stream$/ })
    await expect(stream.final).rejects.toMatchObject({ code: 'not_found' })
    expect(stream.message.metadata.status).toBe('interrupted')
    expect(WHOLE.startsWith(messageText(stream.message))).toBe(true)
    expect(messageText(stream.message)).not.toBe('')
  })

  test('whose run is gone reads the stored message instead', async () => {
    begin({ responder: reply })
    const stream = await askAndLose(5)
    expect(messageText(await stream.final)).toBe(WHOLE)
  })

  test('that fails on the server rejects with its code', async () => {
    begin({
      responder: async function* () {
        yield { type: 'text-start', id: 't' }
        yield { type: 'text-delta', id: 't', delta: 'Half' }
        throw new Error('model exploded')
      },
    })
    const stream = await ask()
    await expect(stream.final).rejects.toMatchObject({ code: 'responder_failed' })
    expect(stream.message.metadata.status).toBe('failed')
    expect(messageText(stream.message)).toBe('Half')
  })

  test('goes on with a renewed session when its own is revoked or expires', async () => {
    begin({ responder: reply })
    chat.faults.cutAfter(4)
    const stream = await ask()
    chat.faults.expireSessions()
    expect(messageText(await stream.final)).toBe(WHOLE)
  })

  test('leaving the loop closes the connection, and the server goes on', async () => {
    begin({ responder: reply })
    const stream = await ask()
    for await (const event of stream) if (event.type === 'text-delta') break
    await expect(stream.final).rejects.toMatchObject({ code: 'aborted' })
    const conversationId = await stream.conversationId
    await expect.poll(async () => (await storedReply(stream)).metadata.status).toBe('complete')
    expect((await resumeReply(chat.client, { conversationId })).value).toBeNull()
  })

  test('is picked up from another client, from its start or from a cursor', async () => {
    begin({ responder: reply, userIdentifier: 'ada' })
    const stream = await ask()
    const conversationId = await stream.conversationId
    const elsewhere = chat.createClient({ userIdentifier: 'ada' })
    const { value: second } = await resumeReply(elsewhere, { conversationId })
    expect(messageText(await second!.final)).toBe(WHOLE)
    expect(await second!.final).toEqual(await stream.final)
  })

  test('joined after a cursor alone ends with the whole message all the same', async () => {
    begin({ responder: reply })
    const stream = await ask()
    const conversationId = await stream.conversationId
    await stream.final
    const lastEventId = stream.lastEventId!.replace(/\.\d+$/, '.6')
    const { value: rest } = await resumeReply(chat.client, { conversationId, lastEventId })
    expect(await eventTypes(rest!)).not.toContain('start')
    expect(await rest!.final).toEqual(await stream.final)
  })

  test('joined after its last event ends with the message at once, and has no further event', async () => {
    begin({ responder: reply })
    const stream = await ask()
    const conversationId = await stream.conversationId
    const whole = await stream.final
    const asked = chat.requests.length
    const { value: rest } = await resumeReply(chat.client, { conversationId, lastEventId: stream.lastEventId! })
    expect(await eventTypes(rest!)).toEqual([])
    expect(await rest!.final).toEqual(whole)
    expect(chat.requests.length - asked).toBe(2)
  })

  test('joined after a cursor of an earlier run ends with the message of that run', async () => {
    begin({
      responder: async function* ({ messages }) {
        for (const delta of ['Answer', ` ${messages.length}`, ' to ', messageText(messages.at(-1)!)])
          yield { type: 'text-delta', id: 't', delta }
      },
    })
    const first = await ask('one two')
    const conversationId = await first.conversationId
    const whole = await first.final
    const second = await continueChat(chat.client, { conversationId, message: { text: 'three' } })
    await second.value!.final
    const lastEventId = first.lastEventId!.replace(/\.\d+$/, '.3')
    const { value: rest } = await resumeReply(chat.client, { conversationId, lastEventId })
    expect(await rest!.final).toEqual(whole)
  })

  test('whose rest is only on the server is no quiet end for who reads its events', async () => {
    begin({ responder: reply })
    const stream = await askAndLose(5)
    await expect(eventTypes(stream)).rejects.toMatchObject({ code: 'stream_interrupted' })
    expect(messageText(await stream.final)).toBe(WHOLE)
    expect(messageText(stream.message)).toBe(WHOLE)
  })

  test('that failed on the server meanwhile says so', async () => {
    begin({
      responder: async function* () {
        for (const delta of ['Half', ' of', ' it']) yield { type: 'text-delta', id: 't', delta }
        throw new Error('model exploded')
      },
    })
    const stream = await askAndLose(3)
    await expect(stream.final).rejects.toMatchObject({ code: 'responder_failed' })
    expect(stream.message).toMatchObject({ metadata: { status: 'failed' } })
  })

  test('a send whose answer was lost is sent again with its key: one message, one reply', async () => {
    begin({ responder: reply })
    chat.faults.loseAnswer({ path: /conversations$/ })
    const stream = await ask()
    await stream.final
    const { value } = await messagesList(chat.client, { conversationId: await stream.conversationId })
    expect(value!.messages.map(message => message.role)).toEqual(['user', 'assistant'])
    expect(chat.requests.filter(request => request.path.endsWith('/conversations'))).toHaveLength(2)
  })
})
