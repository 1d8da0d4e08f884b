import type { ReplyEvent } from '@parley/protocol'
import * as latest from 'ai'
import * as oldest5 from 'ai-5'
import * as oldest6 from 'ai-6'
import { afterEach, expect, test } from 'vitest'
import { serveTest } from '../testing/serveTest.ts'

// The transport and the reader of `useChat`, unmodified: the first ones of 5 and 6 throw at what they do not know.

const versions = [
  ['5.0.92', oldest5],
  ['6.0.0', oldest6],
  ['the newest', latest],
] as unknown as [string, typeof latest][]

let server: Awaited<ReturnType<typeof serveTest>>
afterEach(() => server.close())

/** What such a client makes of a reply: its last message, and the chunks of it. */
async function read({ DefaultChatTransport, readUIMessageStream }: typeof latest, events: ReplyEvent[], text = 'hi') {
  server = await serveTest({
    dialects: ['aiSdk'],
    async *responder({ signal }) {
      yield* events
      if (text === 'wait') await new Promise(resolve => signal.addEventListener('abort', resolve))
      if (text === 'fail') throw new Error('The model is away.')
    },
  })
  const { clientToken } = await server.parley.mint({ embedOrigin: null, userIdentifier: 'ada' })
  const headers = { authorization: `Bearer ${clientToken}` }
  const transport = new DefaultChatTransport({ api: `${server.url}/api/chat`, headers })
  const stream = await transport.sendMessages({
    chatId: 'chat',
    messages: [{ id: 'u', role: 'user', parts: [{ type: 'text', text }] }],
    trigger: 'submit-message',
    messageId: undefined,
    abortSignal: undefined,
  })
  const [shown, told] = stream.tee()
  const chunks: { type: string; [member: string]: unknown }[] = []
  const errors: string[] = []
  const reading = (async () => {
    for await (const chunk of told) {
      chunks.push(chunk)
      if (text === 'wait' && chunk.type === 'text-delta') await stop(headers)
    }
  })()
  let message
  for await (message of readUIMessageStream({ stream: shown, onError: error => errors.push(String(error)) }));
  await reading
  return { message, last: chunks.at(-1), errors }
}

async function stop(headers: Record<string, string>) {
  const { conversations } = (await (await fetch(`${server.url}/v1/conversations`, { headers })).json()) as {
    conversations: { id: string }[]
  }
  await fetch(`${server.url}/v1/conversations/${conversations[0]!.id}/stop`, { method: 'POST', headers })
}

const providerMetadata = { model: { itemId: 'i' } }
const call = {
  toolCallId: 't',
  toolName: 'find',
  title: 'Find',
  dynamic: true,
  providerMetadata,
  toolMetadata: { a: 1 },
}
const everything = [
  { type: 'start-step' },
  { type: 'reasoning-delta', id: 'r', delta: 'hm', providerMetadata },
  { type: 'tool-input-start', ...call },
  { type: 'tool-input-delta', toolCallId: 't', inputTextDelta: '{}' },
  { type: 'tool-input-available', ...call, input: {} },
  { type: 'tool-output-available', toolCallId: 't', output: 1, preliminary: true, dynamic: true, providerMetadata },
  { type: 'tool-output-available', toolCallId: 't', output: 2, dynamic: true, toolMetadata: { a: 1 } },
  { type: 'tool-input-error', ...call, toolCallId: 'e', input: {}, errorText: 'no' },
  { type: 'tool-input-available', ...call, toolCallId: 'f', input: {} },
  { type: 'tool-output-error', toolCallId: 'f', errorText: 'no', dynamic: true, providerMetadata },
  { type: 'finish-step' },
  { type: 'source-url', sourceId: 's', url: 'https://docs.example/a', title: 'A', icon: 'i' },
  { type: 'source-document', sourceId: 'd', mediaType: 'application/pdf', title: 'D', filename: 'd.pdf' },
  { type: 'file', url: 'data:,', mediaType: 'text/plain', filename: 'f.txt' },
  { type: 'data-weather', id: 'w', data: { t: 21 }, unit: 'C' },
  { type: 'message-metadata', messageMetadata: { cost: 1 } },
  { type: 'text-delta', id: 'x', delta: 'Hello', mood: 'glad' },
  { type: 'finish', finishReason: 'length' },
] as unknown as ReplyEvent[]

test.each(versions)('ai %s reads all that a reply may have', async (_, ai) => {
  const { message, last, errors } = await read(ai, everything)
  expect(errors).toEqual([])
  expect(message!.parts).toMatchObject([
    { type: 'step-start' },
    { type: 'reasoning', text: 'hm' },
    { type: 'dynamic-tool', toolName: 'find', state: 'output-available', output: 2 },
    { type: 'dynamic-tool', state: 'output-error', errorText: 'no' },
    { type: 'dynamic-tool', state: 'output-error', errorText: 'no' },
    { type: 'source-url', url: 'https://docs.example/a', title: 'A' },
    { type: 'source-document', title: 'D' },
    { type: 'file', mediaType: 'text/plain' },
    { type: 'data-weather', data: { t: 21 } },
    { type: 'text', text: 'Hello', state: 'done' },
  ])
  expect(message!.id).toMatch(/^m_/)
  expect(message!.metadata).toMatchObject({ status: 'complete', cost: 1 })
  expect(last).toMatchObject({ type: 'finish', finishReason: 'length' })
})

test.each(versions)('ai %s reads a reply that fails, one that is stopped, and any reason of an end', async (_, ai) => {
  const failed = await read(ai, [{ type: 'text-delta', id: '1', delta: 'half' }], 'fail')
  expect(failed.last).toEqual({ type: 'error', errorText: 'The assistant could not finish this reply.' })
  await server.close()
  const stopped = await read(ai, [{ type: 'text-delta', id: '1', delta: 'half' }], 'wait')
  expect([stopped.last, stopped.message!.parts]).toMatchObject([{ type: 'abort' }, [{ type: 'text', text: 'half' }]])
  expect(stopped.errors).toEqual([])
  await server.close()
  const odd = await read(ai, [
    { type: 'text-delta', id: '1', delta: 'x' },
    { type: 'finish', finishReason: 'tired' },
  ])
  expect(odd.last).toMatchObject({ type: 'finish', finishReason: 'other' })
})

test.each(versions)('ai %s may be on any page: what it sends is allowed before it asks', async (_, ai) => {
  server = await serveTest({ dialects: ['aiSdk'] })
  const preflight = await fetch(`${server.url}/api/chat`, { method: 'OPTIONS' })
  const sent = new Set<string>()
  const spying: typeof fetch = async (_input, init) => {
    for (const name of new Headers(init?.headers).keys()) sent.add(name)
    return new Response(null, { status: 204 })
  }
  const options = { api: `${server.url}/api/chat`, headers: { authorization: 'Bearer cst_x' }, fetch: spying }
  const transport = new ai.DefaultChatTransport(options)
  const asked = { chatId: 'chat', messages: [], messageId: undefined, abortSignal: undefined }
  await transport.sendMessages({ ...asked, trigger: 'submit-message' }).catch(() => {})
  await transport.reconnectToStream({ chatId: 'chat' })
  expect(sent).toContain('authorization')
  const allowed = new Set(preflight.headers.get('access-control-allow-headers')!.split(', '))
  expect([...sent].filter(name => !allowed.has(name))).toEqual([])
})
