import { InkeepAI } from '@inkeep/ai-api'
import { InkeepAICore } from '@inkeep/ai-api/core.js'
import { chatSessionContinue } from '@inkeep/ai-api/funcs/chatSessionContinue.js'
import { chatSessionCreate } from '@inkeep/ai-api/funcs/chatSessionCreate.js'
import { HTTPValidationError, SDKError } from '@inkeep/ai-api/models/errors/index.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLimits } from '../node/createLimits.ts'
import { echoResponder } from '../responders/echoResponder.ts'
import type { ResponderContext } from '../responders/Responder.ts'
import { scriptedResponder } from '../responders/scriptedResponder.ts'
import { serveTest } from '../testing/serveTest.ts'
import { messagesOf, ORIGIN, SECRET_KEY, textOf } from '../testing/testServer.ts'

// The published client of Inkeep, unmodified, over real HTTP.

let seen: ResponderContext[] = []
const echo = echoResponder()
let server: Awaited<ReturnType<typeof serveTest>>
const start = async (options: Parameters<typeof serveTest>[0] = {}) =>
  (server = await serveTest({
    dialects: ['inkeep'],
    responder: context => (seen.push(context), echo(context)),
    ...options,
  }))
beforeEach(async () => {
  seen = []
  await start()
})
afterEach(() => server.close())

const options = (apiKey = SECRET_KEY) => ({ serverURL: server.url, apiKey })
const ask = (content: string) => ({
  integrationId: 'any',
  stream: true,
  chatSession: { messages: [{ role: 'user' as const, content }] },
})

/** Text, session, finish reasons and citations of a stream, in order. */
async function collect(stream: AsyncIterable<unknown> | undefined) {
  const events: { event: string; data: Record<string, never> }[] = []
  for await (const event of stream!) events.push(event as never)
  const chunks = events.filter(({ event }) => event === 'message_chunk').map(({ data }) => data)
  return {
    order: events.map(({ event }) => event),
    text: chunks.map(chunk => chunk['contentChunk']).join(''),
    id: String(chunks[0]?.['chatSessionId']),
    reasons: chunks.map(chunk => chunk['finishReason']),
    citations: events.flatMap(({ event, data }) => (event === 'records_cited' ? data['citations'] : [])) as unknown[],
  }
}

test('creates as a stream and continues with the id that it was given', async () => {
  const sdk = new InkeepAI(options())
  const created = await collect((await sdk.chatSession.create(ask('Hello 👋 there'))).chatResultStream)
  expect(created).toMatchObject({ text: 'Hello 👋 there', citations: [] })
  expect(created.reasons.slice(0, -1).every(reason => reason === null)).toBe(true)
  expect(created.reasons.at(-1)).toBe('stop')
  const next = { integrationId: 'any', stream: true, message: { role: 'user' as const, content: 'And again' } }
  const continued = await collect((await sdk.chatSession.continue(created.id, next)).chatResultStream)
  expect(continued).toMatchObject({ text: 'And again', id: created.id })
  expect(seen[1]!.messages.map(message => textOf(message))).toEqual(['Hello 👋 there', 'Hello 👋 there', 'And again'])
})

test('answers in JSON without `stream`, whatever `Accept` says', async () => {
  const sdk = new InkeepAI(options())
  const { chatResult: result } = await sdk.chatSession.create({ ...ask('One two'), stream: false })
  expect(result).toMatchObject({
    chatSessionId: expect.any(String),
    message: { role: 'assistant', content: 'One two' },
  })
  const next = await sdk.chatSession.continue(result!.chatSessionId, {
    integrationId: 'any',
    message: { role: 'user', content: 'three' },
  })
  expect(next.chatResult).toMatchObject({ message: { content: 'three' } })
})

test('citations come after the finish reason, in the stream and in JSON', async () => {
  await server.close()
  const responder = scriptedResponder([
    { type: 'text-delta', id: '1', delta: 'See ' },
    { type: 'source-url', sourceId: 's', url: 'https://docs.example/a', title: 'A' },
    { type: 'text-delta', id: '2', delta: 'there' },
  ])
  await start({ responder })
  const sdk = new InkeepAI(options())
  const streamed = await collect((await sdk.chatSession.create(ask('q'))).chatResultStream)
  expect(streamed.order.at(-1)).toBe('records_cited')
  expect(streamed.text).toBe('See \n\nthere')
  const citation = { number: 1, record: { type: 'documentation', url: 'https://docs.example/a', title: 'A' } }
  expect(streamed.citations).toMatchObject([citation])
  const { chatResult: result } = await sdk.chatSession.create({ ...ask('q'), stream: false })
  expect(result).toMatchObject({ message: { content: 'See \n\nthere', recordsCited: { citations: [citation] } } })
})

test('the standalone functions give Results', async () => {
  const core = new InkeepAICore(options())
  const created = await chatSessionCreate(core, ask('Hi'))
  if (!created.ok) throw created.error
  const { id, text } = await collect(created.value.chatResultStream)
  expect(text).toBe('Hi')
  const next = { integrationId: 'any', stream: true, message: { role: 'user' as const, content: 'yes' } }
  const continued = await chatSessionContinue(core, id, next)
  if (!continued.ok) throw continued.error
  expect((await collect(continued.value.chatResultStream)).text).toBe('yes')
})

test('an assistant message in continue is kept as the client’s words and answered like a question', async () => {
  const sdk = new InkeepAI(options())
  const { id } = await collect((await sdk.chatSession.create(ask('first'))).chatResultStream)
  const next = { integrationId: 'any', stream: true, message: { role: 'assistant' as const, content: 'I said so' } }
  expect((await collect((await sdk.chatSession.continue(id, next)).chatResultStream)).text).toBe('I said so')
  expect(seen[1]!.message).toMatchObject({ role: 'assistant', metadata: { source: 'client' } })
})

test('what is missing or wrong is its HTTPValidationError with a place for each', async () => {
  const sdk = new InkeepAI(options())
  const failing = sdk.chatSession.create({
    integrationId: '',
    chatSession: { messages: [{ role: 'user', content: '' }] },
  } as never)
  const error = await failing.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(HTTPValidationError)
  expect((error as HTTPValidationError).detail).toEqual([
    { loc: ['body', 'integration_id'], msg: expect.any(String), type: 'value_error' },
    { loc: ['body', 'chat_session', 'messages', 0, 'content'], msg: expect.any(String), type: 'value_error' },
  ])
  const response = await fetch(`${server.url}/v0/chat_sessions/chat_results`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ chat_session: { messages: [] } }),
  })
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({ detail: [{ loc: ['body', 'integration_id'], type: 'missing' }, {}] })
  const list = await fetch(response.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
    body: '[]',
  })
  expect([list.status, await list.json()]).toMatchObject([422, { detail: [{ loc: ['body'] }] }])
})

test('a wrong key is 401, another visitor’s session 404, and both keep their CORS headers', async () => {
  const wrong = await new InkeepAI(options('sk_unknown_0001')).chatSession.create(ask('x')).catch((e: unknown) => e)
  expect(wrong).toBeInstanceOf(SDKError)
  expect((wrong as SDKError).statusCode).toBe(401)
  expect((wrong as SDKError).rawResponse.headers.get('access-control-allow-origin')).toBe('*')
  const { id } = await collect((await new InkeepAI(options()).chatSession.create(ask('mine'))).chatResultStream)
  const { clientToken } = await server.parley.mint({ embedOrigin: null })
  const foreign = await new InkeepAI(options(clientToken)).chatSession
    .continue(id, { integrationId: 'any', message: { role: 'user', content: 'x' } })
    .catch((e: unknown) => e)
  expect((foreign as SDKError).statusCode).toBe(404)
})

test('a client token of a page works from that page only', async () => {
  const { clientToken } = await server.parley.mint()
  const send = (origin: string) =>
    server.parley.fetch(
      new Request(`${server.url}/v0/chat_sessions/chat_results`, {
        method: 'POST',
        headers: { authorization: `Bearer ${clientToken}`, 'content-type': 'application/json', origin },
        body: JSON.stringify({ integration_id: 'x', chat_session: { messages: [{ content: 'no role' }] } }),
      }),
    )
  expect((await send('https://evil.example')).status).toBe(403)
  const response = await send(ORIGIN)
  expect(response.status).toBe(200)
  const { chat_session_id } = (await response.json()) as { chat_session_id: string }
  const messages = await messagesOf(server.parley, clientToken, `/v1/conversations/${chat_session_id}`)
  expect(messages.map(textOf)).toEqual(['no role', 'no role'])
})

test('a client that leaves makes room for its next message', async () => {
  await server.close()
  await start({ responder: echoResponder({ delayMs: 200 }) })
  const core = new InkeepAICore(options())
  const controller = new AbortController()
  const created = await chatSessionCreate(core, ask('one two three four five six seven eight nine ten'), {
    fetchOptions: { signal: controller.signal },
  })
  if (!created.ok) throw created.error
  let id = ''
  await expect(async () => {
    for await (const event of created.value.chatResultStream!) {
      id = (event as never as { data: { chatSessionId: string } }).data.chatSessionId
      controller.abort()
    }
  }).rejects.toThrow(/abort/i)
  await expect
    .poll(async () => {
      const next = { integrationId: 'any', stream: true, message: { role: 'user' as const, content: 'next' } }
      const continued = await chatSessionContinue(core, id, next)
      return continued.ok ? (await collect(continued.value.chatResultStream)).text : continued.error.message
    })
    .toBe('next')
})

test('a reply that fails ends without a finish reason; in JSON it is an error', async () => {
  await server.close()
  await start({
    responder: scriptedResponder(async function* () {
      yield { type: 'text-delta' as const, id: '0', delta: 'half' }
      throw new Error('away')
    }),
  })
  const sdk = new InkeepAI(options())
  const { text, reasons } = await collect((await sdk.chatSession.create(ask('q'))).chatResultStream)
  expect([text, reasons]).toEqual(['half', [null]])
  const failed = await sdk.chatSession.create({ ...ask('q'), stream: false }).catch((thrown: unknown) => thrown)
  expect((failed as SDKError).statusCode).toBeGreaterThanOrEqual(500)
})

test('a long answer comes in events that the Go client can hold, whole code points only', async () => {
  await server.close()
  await start({ responder: scriptedResponder([{ type: 'text-delta', id: '0', delta: '😀'.repeat(30_000) }]) })
  const response = await fetch(`${server.url}/v0/chat_sessions/chat_results`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ integration_id: 'x', stream: true, chat_session: { messages: [{ content: 'q' }] } }),
  })
  const text = await response.text()
  const blocks = text.split('\n\n').filter(Boolean)
  expect(Math.max(...blocks.map(block => Buffer.byteLength(block)))).toBeLessThan(64 * 1024)
  expect(blocks.every(block => /^event: (message_chunk|records_cited)\ndata: \{/.test(block))).toBe(true)
  expect(text).not.toMatch(/\\ud83d"|^id:|^:|\[DONE\]/m)
})

test('a second message while somebody waits for the first answer is 409 and takes nothing away', async () => {
  await server.close()
  const slow = echoResponder({ delayMs: 60 })
  await start({ responder: context => (seen.push(context), slow(context)) })
  const core = new InkeepAICore(options())
  const created = await chatSessionCreate(core, { ...ask('first'), stream: false })
  const id = created.ok ? created.value.chatResult!.chatSessionId : ''
  const next = (content: string) =>
    chatSessionContinue(core, id, { integrationId: 'any', message: { role: 'user' as const, content } })
  const waiting = next('one two three four five')
  await expect.poll(() => seen.length).toBe(2)
  const pushing = await next('pushing in')
  expect(pushing.error).toMatchObject({ statusCode: 409 })
  const answered = await waiting
  expect(answered.ok && answered.value.chatResult!.message.content).toBe('one two three four five')
})

test('a backend with the secret key is not counted: it asks for all of its customers; each visitor is', async () => {
  await server.close()
  await start({ limits: createLimits({ rateLimit: '2/min', anonymousLimit: '1/h' }) })
  const sdk = new InkeepAI(options())
  for (const word of ['one', 'two', 'three', 'four'])
    expect((await collect((await sdk.chatSession.create(ask(word))).chatResultStream)).text).toBe(word)
  const { clientToken } = await server.parley.mint({ embedOrigin: null, userIdentifier: 'ada' })
  const visitor = new InkeepAI(options(clientToken))
  for (const word of ['one', 'two']) await collect((await visitor.chatSession.create(ask(word))).chatResultStream)
  await expect(visitor.chatSession.create(ask('three'))).rejects.toMatchObject({ statusCode: 429 })
})
