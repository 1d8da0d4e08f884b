import { Agent, get, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ReplyEvent } from '@parley/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { createChatServer } from '../app.ts'
import { echoResponder } from '../responders/echoResponder.ts'
import type { Responder } from '../responders/Responder.ts'
import { scriptedResponder } from '../responders/scriptedResponder.ts'
import { fetchChecked } from '../testing/fetchChecked.ts'
import { parseStream, say, SECRET_KEY } from '../testing/testServer.ts'
import { httpServer } from './httpServer.ts'
import { nodeHandler } from './nodeHandler.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** Bytes that buffers of this process hold. */
const buffered = (): number => {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A server whose own ends of the connections can be looked at. */
const setUp = async (responder: Responder) => {
  const errors: unknown[] = []
  const chat = createChatServer({ secretKey: SECRET_KEY, responder, onError: error => errors.push(error) })
  // The clients are in this process too: when it is held up, it is not they who are slow.
  const timeouts = { headersMs: 60_000, requestMs: 60_000 }
  const server = httpServer(nodeHandler(chat), timeouts)
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  ends.push(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await chat.close()
  })
  const post = (path: string, token: string, body?: object, headers: Record<string, string> = {}) =>
    fetchChecked(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
  const { clientToken: token, id } = (await (
    await post('/v1/chatSessions', SECRET_KEY, { embedOrigin: null })
  ).json()) as { clientToken: string; id: string }
  return { url, port, sockets, errors, post, token, sessionId: id }
}

test('readers that do not read cost less than 1 MB each, and hold nobody up', async () => {
  const delta = 'x'.repeat(16_000)
  const long = async function* (): AsyncIterable<ReplyEvent> {
    yield { type: 'text-start', id: '0' }
    for (let count = 0; count < 1000; count++) {
      yield { type: 'text-delta', id: '0', delta }
      if (count % 50 === 0) await new Promise(resolve => setTimeout(resolve))
    }
  }
  const { port, url, sockets, post, token } = await setUp(scriptedResponder(long))
  const made = (await (await post('/v1/conversations', token, { message: say('go') })).json()) as {
    id: string
    activeRun: { id: string }
  }
  const before = buffered()
  const stalled = Array.from({ length: 20 }, () => {
    const socket = connect(port, '127.0.0.1')
    socket.pause()
    socket.on('error', () => {})
    socket.write(
      `GET /v1/conversations/${made.id}/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
        `last-event-id: ${made.activeRun.id}.0\r\n\r\n`,
    )
    return socket
  })
  const whole = await fetchChecked(`${url}/v1/conversations/${made.id}/stream`, {
    headers: {
      authorization: `Bearer ${token}`,
      'last-event-id': `${made.activeRun.id}.0`,
    },
  })
  const text = await whole.text()
  expect(text.length).toBeGreaterThan(16_000_000)
  expect(text).toContain('"type":"finish"')
  await vi.waitFor(
    () => expect([...sockets].filter(socket => socket.bytesWritten > 0).length).toBeGreaterThanOrEqual(20),
    20_000,
  )
  const held = [...sockets].map(socket => socket.writableLength)
  expect(Math.max(...held)).toBeLessThan(1_000_000)
  // What is queued before the socket is in buffers as well. The buffers of the reader that reads go a moment later.
  await expect.poll(() => buffered() - before).toBeLessThan(20 * 1_000_000)
  for (const socket of stalled) socket.destroy()
}, 60_000)

test('a thousand clients that reconnect at once all get the rest of the reply', async () => {
  const text = Array.from({ length: 60 }, (_, index) => `w${index}`).join(' ')
  const { url, post, token, errors } = await setUp(echoResponder({ delayMs: 100 }))
  const made = await post('/v1/conversations', token, { message: say(text) })
  const { id, activeRun } = (await made.json()) as { id: string; activeRun: { id: string } }
  const agent = new Agent({ maxSockets: Infinity })
  const resume = () =>
    new Promise<string>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'last-event-id': `${activeRun.id}.2` }
      const sent = get(`${url}/v1/conversations/${id}/stream`, { headers, agent }, response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => resolve(`${response.statusCode}\n\n${Buffer.concat(chunks).toString()}`))
      })
      sent.on('error', reject)
    })
  const answers = await Promise.all(Array.from({ length: 1000 }, resume))
  agent.destroy()
  const different = new Set(answers)
  expect(different.size).toBe(1)
  const [answer] = different
  expect(answer).toMatch(/^200\n/)
  const deltas = parseStream(answer!).flatMap(({ event }) => (event?.type === 'text-delta' ? event.delta : []))
  expect(deltas.join('')).toBe(text)
  expect((await fetchChecked(`${url}/readyz`)).status).toBe(200)
  expect(errors).toEqual([])
}, 60_000)

test('a revoked session’s streams end within a second, over real connections; its run goes on', async () => {
  const { url, post, token, sessionId } = await setUp(echoResponder({ delayMs: 30 }))
  const message = say(Array.from({ length: 80 }, (_, index) => `w${index}`).join(' '))
  const reply = await post('/v1/conversations', token, { message }, { accept: 'text/event-stream' })
  const reader = (reply.body as ReadableStream<Uint8Array>).getReader()
  const first = new TextDecoder().decode((await reader.read()).value)
  const { runId, conversationId } = parseStream(first)[0]!.event as { runId: string; conversationId: string }
  const revoked = await fetchChecked(`${url}/v1/chatSessions/${sessionId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${SECRET_KEY}` },
  })
  expect(revoked.status).toBe(204)
  let text = ''
  for (let step = await reader.read(); !step.done; step = await reader.read())
    text += new TextDecoder().decode(step.value)
  // The words of a second, by the clock that writes them.
  expect(text.split('"text-delta"').length - 1).toBeLessThan(1000 / 30)
  expect(parseStream(text).at(-2)!.event).toMatchObject({ type: 'error', code: 'session_revoked' })
  expect([runId, conversationId]).toEqual([expect.stringMatching(/^r_/), expect.stringMatching(/^c_/)])
  const again = await fetchChecked(`${url}/v1/conversations/${conversationId}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(((await again.json()) as { code: string }).code).toBe('session_revoked')
})

test('fifty identical sends at once, over as many connections, are one message and one reply', async () => {
  const { port, url, post, token } = await setUp(echoResponder({ delayMs: 5 }))
  const { id } = (await (await post('/v1/conversations', token, {})).json()) as { id: string }
  const body = JSON.stringify({ message: say('only once, please') })
  const agent = new Agent({ maxSockets: Infinity })
  const send = (abort: boolean) =>
    new Promise<string>(resolve => {
      const sent = request(
        {
          port,
          agent,
          method: 'POST',
          path: `/v1/conversations/${id}/messages`,
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'content-length': String(body.length),
            'idempotency-key': 'same',
            accept: 'text/event-stream',
          },
        },
        response => {
          let text = ''
          // The answer is lost after its commit.
          if (abort) response.destroy()
          response.on('data', (chunk: Buffer) => (text += chunk.toString()))
          response.on('error', () => {})
          response.on('close', () => resolve(text))
        },
      )
      sent.on('error', () => resolve(''))
      sent.end(body)
    })
  await send(true)
  const answers = new Set(await Promise.all(Array.from({ length: 50 }, () => send(false))))
  agent.destroy()
  expect(answers.size).toBe(1)
  expect([...answers][0]).toContain('"type":"finish"')
  const listed = await fetchChecked(`${url}/v1/conversations/${id}/messages`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(((await listed.json()) as { messages: unknown[] }).messages).toHaveLength(2)
})
