import { messageText, type Message, type Part } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { aiSdk } from '../../backends/aiSdk.ts'
import { inkeep } from '../../backends/inkeep.ts'
import { createChat } from '../../operations/createChat.ts'
import { messagesList } from '../../operations/messagesList.ts'
import { createTestChat, TEST_SERVER_URL } from '../createTestChat.ts'
import type { Cassette } from './Cassette.ts'
import { cassetteMessage } from './cassetteMessage.ts'
import { cassetteResponder, cutAsRecorded } from './cassetteResponder.ts'
import { formatCassette } from './formatCassette.ts'
import { readCassette } from './readCassette.ts'
import { recordCassette } from './recordCassette.ts'

// The third place, the widget, is apps/playground/src/cassettes: a story for each.

const files = import.meta.glob<string>('../../../cassettes/*.json', { eager: true, query: '?raw', import: 'default' })
const cassettes = Object.entries(files).map(
  ([path, json]) => [path.split('/').at(-1)!.replace('.json', ''), readCassette(json)] as const,
)
const cassetteNamed = (file: string): Cassette => cassettes.find(([name]) => name === file)![1]

/** What a message is, without what differs from one playing to the next. */
const essence = ({ role, parts, metadata: { status, errorCode } }: Message) => ({ role, parts, status, errorCode })

const shortened = (part: Part): Part =>
  part.type === 'text' && part.text.length > 400
    ? { ...part, text: `${part.text.slice(0, 60)} … ${part.text.length} … ${part.text.slice(-60)}` }
    : part

async function play(cassette: Cassette) {
  const chat = createTestChat({ responder: cassetteResponder(cassette, { speed: Infinity }) })
  cutAsRecorded(chat.faults, cassette)
  const begun = await createChat(chat.client, { message: { text: cassette.question ?? 'Play' } })
  if (!begun.ok) throw begun.error
  await begun.value.final.catch(() => {})
  const list = await messagesList(chat.client, { conversationId: await begun.value.conversationId })
  const connections = chat.requests.filter(({ path }) => path.endsWith('/stream')).length
  await chat.close()
  return { streamed: begun.value.message, stored: list.value!.messages.at(-1)!, resumes: connections }
}

test('there are at least twelve, each under the name of its file', () => {
  expect(cassettes.length).toBeGreaterThanOrEqual(12)
  expect(new Set(cassettes.map(([, { name }]) => name)).size).toBe(cassettes.length)
})

describe.each(cassettes)('%s', (_, cassette) => {
  test('the reducer: one message, and it is over', () => {
    const message = cassetteMessage(cassette)
    expect(['complete', 'failed', 'interrupted']).toContain(message.metadata.status)
    expect(essence({ ...message, parts: message.parts.map(shortened) })).toMatchSnapshot()
  })

  test('the server: what is streamed and what is stored are the message of the reducer', async () => {
    const { streamed, stored, resumes } = await play(cassette)
    expect(essence(stored)).toEqual(essence(cassetteMessage(cassette)))
    expect(essence(streamed)).toEqual(essence(cassetteMessage(cassette)))
    expect(resumes).toBe(cassette.cuts?.length ?? 0)
  })

  test('the same text through the dialects of others', async () => {
    const backends = [
      inkeep({ baseUrl: TEST_SERVER_URL, integrationId: 'docs' }),
      aiSdk({ api: `${TEST_SERVER_URL}/api/chat`, resume: true }),
    ]
    for (const backend of backends) {
      const chat = createTestChat({ dialects: 'all', responder: cassetteResponder(cassette, { speed: Infinity }) })
      const begun = await createChat(chat.createClient({ backend }), { message: { text: 'Play' } })
      if (!begun.ok) throw begun.error
      await begun.value.final.catch(() => {})
      expect([backend.name, messageText(begun.value.message)]).toEqual([
        backend.name,
        messageText(cassetteMessage(cassette)),
      ])
      expect(begun.value.message.metadata.status === 'complete').toBe(
        cassetteMessage(cassette).metadata.status === 'complete',
      )
      await chat.close()
    }
  })

  test('recorded while it plays, it is the same cassette again', async () => {
    const chat = createTestChat({ responder: cassetteResponder(cassette, { speed: Infinity }) })
    const begun = await createChat(chat.client, { message: { text: 'Play' } })
    if (!begun.ok) throw begun.error
    const again = await recordCassette(begun.value, { name: 'again' })
    await chat.close()
    expect(essence(cassetteMessage(again))).toEqual(essence(cassetteMessage(cassette)))
    expect(readCassette(formatCassette(again))).toEqual(JSON.parse(JSON.stringify(again)))
  })
})

test('the recorded times are kept, and speed divides them', async () => {
  const cassette = cassetteNamed('error-midway')
  const chat = createTestChat({ responder: cassetteResponder(cassette, { speed: 4 }) })
  const begun = await createChat(chat.client, { message: { text: 'Play' } })
  const again = await recordCassette(begun.value!, { name: 'again' })
  await chat.close()
  const [first, last] = [again.events[0]!, again.events.at(-1)!]
  const expected = (cassette.events.at(-1)!.at - cassette.events[0]!.at) / 4
  expect(last.at - first.at).toBeGreaterThan(expected * 0.8)
  expect(again.events.map(({ at }) => at)).toEqual(again.events.map(({ at }) => at).sort((a, b) => a - b))
})

test('a cut that was mended is recorded as one, and cuts again', async () => {
  const chat = createTestChat({ responder: cassetteResponder(cassetteNamed('duplicated-resume'), { speed: 20 }) })
  chat.faults.cutAfter(4)
  const begun = await createChat(chat.client, { message: { text: 'Play' } })
  const again = await recordCassette(begun.value!, { name: 'again', backend: chat.client.backend.name })
  await chat.close()
  expect(again).toMatchObject({ cuts: [4], backend: 'parley' })
  expect(await play(again)).toMatchObject({ resumes: 1, stored: { metadata: { status: 'complete' } } })
})

test('what is no cassette is refused with a reason', () => {
  expect(() => readCassette({})).toThrow('parley-cassette/1')
  expect(() => readCassette({ format: 'parley-cassette/1', name: 'x' })).toThrow('`events`')
  const back = [1, 0].map(at => ({ at, event: { type: 'x' } }))
  expect(() => readCassette({ format: 'parley-cassette/1', name: 'x', events: back })).toThrow(
    'event 1: `at` goes back',
  )
  expect(() => readCassette({ format: 'parley-cassette/1', name: 'x', events: [{}] })).toThrow('event 0: write')
})
