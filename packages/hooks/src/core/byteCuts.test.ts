import { messageText, type Message, type ReplyEvent } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scriptedResponder } from '@parley/server'
import { continueChat } from '../operations/continueChat.ts'
import { conversationsCreate } from '../operations/conversationsCreate.ts'
import { messagesList } from '../operations/messagesList.ts'
import { createTestChat, type TestChat } from '../testing/createTestChat.ts'

/*
 * One reply is recorded from the real server. Then its bytes are served again, cut after every byte, in several line
 * ends and piece sizes; what comes after the cut is asked of the real server by cursor.
 */
const events: ReplyEvent[] = [
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'Emoji 👩‍👩‍👧, ' },
  { type: 'text-delta', id: 't', delta: 'مرحبا\nnew line, ' },
  { type: 'text-delta', id: 't', delta: 'end.' },
  { type: 'text-end', id: 't' },
  { type: 'source-url', sourceId: 's', url: 'https://docs.example/é', title: 'É' },
]

let chat: TestChat
let conversationId: string
let recorded: string
let whole: Message

beforeAll(async () => {
  chat = createTestChat({ responder: scriptedResponder(events), userIdentifier: 'ada' })
  conversationId = (await conversationsCreate(chat.client, {})).value!.id
  let recording: Promise<string> | undefined
  const client = chat.createClient({
    userIdentifier: 'ada',
    fetch: async (input, init) => {
      const response = await chat.fetch(input, init)
      if (!response.headers.get('content-type')?.includes('event-stream')) return response
      const [shown, kept] = response.body!.tee()
      recording = new Response(kept).text()
      return new Response(shown, response)
    },
  })
  const { value } = await continueChat(client, { conversationId, message: { text: 'go' } })
  whole = await value!.final
  recorded = await recording!
})
afterAll(() => chat.close())

/** A client whose send is answered from the recording, cut after `bytes`; everything else goes to the real server. */
function cutClient(text: string, bytes: number, pieceSize: number, broken: boolean) {
  const encoded = new TextEncoder().encode(text).subarray(0, bytes)
  return chat.createClient({
    userIdentifier: 'ada',
    fetch: async (input, init) => {
      if (init?.method !== 'POST') return chat.fetch(input, init)
      let at = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at < encoded.length) {
            controller.enqueue(encoded.slice(at, at + pieceSize))
            at += pieceSize
          } else if (broken) controller.error(new TypeError('network error'))
          else controller.close()
        },
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    },
  })
}

const variants: [name: string, transform: (text: string) => string][] = [
  ['LF', text => text],
  ['CRLF', text => text.replaceAll('\n', '\r\n')],
  ['CR', text => text.replaceAll('\n', '\r')],
  [
    'BOM, comments and data in two lines',
    text => `\uFEFF: hello\n\n${text.replaceAll('data: {', ': beat\ndata: {\ndata: ')}`,
  ],
]

/** Hundreds of replies in one test, on a machine that others use too. */
const DEADLINE_MS = 300_000

describe('a recorded reply', () => {
  for (const [name, transform] of variants) {
    for (const [pieceSize, step] of [
      [100_000, 1],
      [1, 13],
      [7, 11],
    ] as const) {
      test(
        `${name}, in pieces of ${pieceSize}, cut at every ${step === 1 ? '' : `${step}th `}byte is resumed to the same message`,
        async () => {
          const text = transform(recorded)
          const { length } = new TextEncoder().encode(text)
          expect(length).toBeGreaterThan(500)
          for (let bytes = 0; bytes <= length; bytes += step) {
            const client = cutClient(text, bytes, pieceSize, bytes % 2 === 0)
            const { value: stream, error } = await continueChat(client, { conversationId, message: { text: 'go' } })
            expect(error).toBeUndefined()
            expect(await stream!.final, `cut after ${bytes} bytes`).toEqual(whole)
            client.close()
          }
        },
        DEADLINE_MS,
      )
    }
  }

  test('is what the server stored', async () => {
    const { value } = await messagesList(chat.client, { conversationId })
    expect(value!.messages.at(-1)).toEqual(whole)
    expect(messageText(whole)).toBe('Emoji 👩‍👩‍👧, مرحبا\nnew line, end.')
  })

  test(
    'that cannot be resumed is interrupted at every byte before its end, never a success with missing text',
    async () => {
      const bytesOfEnd = new TextEncoder().encode(recorded.slice(0, recorded.indexOf('"type":"finish"'))).length
      for (let bytes = 0; bytes < bytesOfEnd; bytes++) {
        const client = cutClient(recorded, bytes, 64, true)
        chat.faults.failNext(403, { code: 'forbidden', path: /(stream|messages)$/ })
        const { value: stream } = await continueChat(client, { conversationId, message: { text: 'go' } })
        await expect(stream!.final).rejects.toMatchObject({ code: 'forbidden' })
        expect(stream!.message.metadata.status).toBe('interrupted')
        expect(messageText(whole).startsWith(messageText(stream!.message))).toBe(true)
        client.close()
      }
    },
    DEADLINE_MS,
  )
})
