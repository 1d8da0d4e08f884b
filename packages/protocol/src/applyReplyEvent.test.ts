import { describe, expect, test } from 'vitest'
import { applyReplyEvent, emptyReply } from './applyReplyEvent.ts'
import { createAiSdkDecoder } from './aiSdk.ts'
import { createAiSdkMessage } from './aiSdkMessage.ts'
import { decodeReplyEvent, formatEventId, parseEventId } from './replyStream.ts'
import type { Message, ReplyEvent } from './types.ts'

const CREATED_AT = '2026-11-21T10:00:00.000Z'
const reduce = (events: ReplyEvent[]): Message => events.reduce(applyReplyEvent, emptyReply('m', CREATED_AT)).message

describe('applyReplyEvent', () => {
  test.each<[what: string, events: ReplyEvent[], parts: Message['parts']]>([
    [
      'text parts that are written at once keep apart',
      [
        { type: 'text-start', id: 'a' },
        { type: 'text-start', id: 'b' },
        { type: 'text-delta', id: 'b', delta: 'B' },
        { type: 'text-delta', id: 'a', delta: 'A' },
        { type: 'text-end', id: 'a' },
        { type: 'text-delta', id: 'b', delta: 'b' },
      ],
      [
        { type: 'text', text: 'A' },
        { type: 'text', text: 'Bb' },
      ],
    ],
    [
      'a part that begins again with the same id is another part',
      [
        { type: 'text-start', id: 'a' },
        { type: 'text-delta', id: 'a', delta: 'one' },
        { type: 'text-end', id: 'a' },
        { type: 'text-start', id: 'a' },
        { type: 'text-delta', id: 'a', delta: 'two' },
      ],
      [
        { type: 'text', text: 'one' },
        { type: 'text', text: 'two' },
      ],
    ],
    [
      'text and reasoning of one id are not mixed',
      [
        { type: 'reasoning-start', id: '0' },
        { type: 'text-start', id: '0' },
        { type: 'reasoning-delta', id: '0', delta: 'hm' },
        { type: 'text-delta', id: '0', delta: 'yes' },
        { type: 'reasoning-end', id: '0' },
      ],
      [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'yes' },
      ],
    ],
    [
      'a delta without its start loses no word',
      [{ type: 'text-delta', id: 'x', delta: 'hi' }],
      [{ type: 'text', text: 'hi' }],
    ],
    [
      'a tool call goes through its states as one part',
      [
        { type: 'tool-input-start', toolCallId: 'c', toolName: 'search' },
        { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{"q' },
        { type: 'tool-input-available', toolCallId: 'c', toolName: 'search', input: { q: 'x' } },
        { type: 'tool-approval-request', toolCallId: 'c' },
        { type: 'tool-output-available', toolCallId: 'c', output: [1] },
      ],
      [{ type: 'tool-search', toolCallId: 'c', state: 'output-available', input: { q: 'x' }, output: [1] }],
    ],
    [
      'a tool that fails says so',
      [
        { type: 'tool-input-start', toolCallId: 'c', toolName: 'search' },
        { type: 'tool-output-error', toolCallId: 'c', errorText: 'no' },
      ],
      [{ type: 'tool-search', toolCallId: 'c', state: 'output-error', errorText: 'no' }],
    ],
    [
      'data with an id is replaced, without one added, transient not kept',
      [
        { type: 'data-step', id: '1', data: 1 },
        { type: 'data-step', id: '1', data: 2 },
        { type: 'data-step', data: 3 },
        { type: 'data-step', data: 4, transient: true },
      ],
      [
        { type: 'data-step', id: '1', data: 2 },
        { type: 'data-step', data: 3 },
      ],
    ],
    [
      'names out of Object.prototype are names like others',
      [
        { type: 'text-start', id: '__proto__' },
        { type: 'text-delta', id: '__proto__', delta: 'safe' },
        { type: 'text-delta', id: 'constructor', delta: '!' },
      ],
      [
        { type: 'text', text: 'safe' },
        { type: 'text', text: '!' },
      ],
    ],
    ['what is unknown changes nothing', [{ type: 'hologram', id: 'x' } as never], []],
  ])('%s', (_what, events, parts) => expect(reduce(events).parts).toEqual(parts))

  test.each<[ReplyEvent, Partial<Message['metadata']>]>([
    [{ type: 'finish' }, { status: 'complete' }],
    [{ type: 'finish', messageMetadata: { model: 'm' } }, { status: 'complete', model: 'm' } as never],
    [{ type: 'abort' }, { status: 'stopped' }],
    [
      { type: 'error', errorText: 'x' },
      { status: 'failed', errorCode: 'responder_failed' },
    ],
    [
      { type: 'error', errorText: 'x', code: 'rate_limited' },
      { status: 'failed', errorCode: 'rate_limited' },
    ],
    [{ type: 'error', errorText: 'x', code: 'stream_interrupted' }, { status: 'interrupted' }],
    [{ type: 'error', errorText: 'x', code: 'session_revoked' }, { status: 'streaming' }],
  ])('%j ends as %j', (event, metadata) =>
    expect(reduce([event]).metadata).toEqual({ createdAt: CREATED_AT, ...metadata }),
  )

  test.each([
    ['tool-input-start', 'input-streaming'],
    ['tool-input-available', 'input-available'],
    ['tool-input-error', 'output-error'],
    ['tool-approval-request', 'approval-requested'],
    ['tool-output-available', 'output-available'],
    ['tool-output-error', 'output-error'],
  ])('%s makes the part %s', (type, state) =>
    expect(reduce([{ type, toolCallId: 'c' } as ReplyEvent]).parts).toEqual([
      { type: 'tool-unknown', toolCallId: 'c', state },
    ]),
  )

  test.each(['tool-input-delta', 'tool-output-start', 'tool-output', 'my-tool-input-start'])('%s is no state', type =>
    expect(reduce([{ type, toolCallId: 'c' } as never]).parts).toEqual([]),
  )

  test('changes nothing that it was given', () => {
    const before = applyReplyEvent(emptyReply('m', CREATED_AT), { type: 'text-delta', id: 'a', delta: 'x' })
    const frozen = JSON.stringify(before)
    applyReplyEvent(before, { type: 'text-delta', id: 'a', delta: 'y' })
    applyReplyEvent(before, { type: 'finish' })
    expect(JSON.stringify(before)).toBe(frozen)
  })
})

describe('the wire', () => {
  test('event ids are read as they are written', () => {
    expect(parseEventId(formatEventId('r_1-a', 12))).toEqual({ runId: 'r_1-a', seq: 12 })
    for (const id of ['', 'r', 'r.', '.1', 'r.x', 'r.-1', 'r 1.2', `${'r'.repeat(65)}.1`, 'r.1234567890123456'])
      expect(parseEventId(id)).toBeNull()
  })

  test('the end mark is no event; an AI SDK start without an id is given one', () => {
    expect(decodeReplyEvent('[DONE]')).toBeNull()
    expect(() => decodeReplyEvent('<html>')).toThrow(SyntaxError)
    const { decode } = createAiSdkDecoder('mine')
    expect(decode('[DONE]')).toBeNull()
    expect(decode('{"type":"start"}')).toEqual({ type: 'start', messageId: 'mine' })
    expect(decode('{"type":"start","messageId":"theirs"}')).toMatchObject({ messageId: 'theirs' })
    for (const createdAt of [null, 'yesterday', {}])
      expect(decode(JSON.stringify({ type: 'message-metadata', messageMetadata: { createdAt, a: 1 } }))).toEqual({
        type: 'message-metadata',
        messageMetadata: { a: 1 },
      })
  })
})

test('a chunk of a tool that names no call is of none, not of the last one', () => {
  const { message, add } = createAiSdkMessage('mine')
  add({ type: 'tool-input-available', toolCallId: 'c1', toolName: 'find', input: {} })
  const before = structuredClone(message)
  add({ type: 'tool-output-available', output: 'whose?' })
  expect(message).toEqual(before)
})
