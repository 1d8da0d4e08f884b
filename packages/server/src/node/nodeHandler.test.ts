import { request, type IncomingHttpHeaders } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { httpServer } from './httpServer.ts'
import { nodeHandler } from './nodeHandler.ts'

const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach(end => end()))

/** What a client gets of a handler, down to where the connection breaks, and what its operator is told. */
const ask = async (fetch: Parameters<typeof nodeHandler>[0]['fetch'], headers: Record<string, string> = {}) => {
  const told: { error: unknown; requestId: string | undefined }[] = []
  const listener = nodeHandler({ fetch }, { onError: (error, at) => told.push({ error, requestId: at?.requestId }) })
  let hostAfter: string | undefined
  const server = httpServer((incoming, outgoing) => {
    listener(incoming, outgoing)
    hostAfter = incoming.headers.host
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const answer = await new Promise<{ status?: number; headers?: IncomingHttpHeaders; text: string; broke: boolean }>(
    resolve => {
      let text = ''
      const sent = request({ port, host: '127.0.0.1', headers }, response => {
        const end = () =>
          resolve({ status: response.statusCode!, headers: response.headers, text, broke: !response.complete })
        response.on('data', chunk => (text += String(chunk)))
        response.on('error', () => {})
        response.on('close', end)
      })
      sent.on('error', () => resolve({ text, broke: true }))
      sent.end()
    },
  )
  return { ...answer, told, hostAfter }
}

const secret = new Error('canary')

const bytes = (text: string) => new TextEncoder().encode(text)

/** A body of these texts, which breaks after the last, with so long before each. */
const breaking = (texts: string[], ms?: number) => {
  const left = [...texts]
  return new Response(
    new ReadableStream({
      async pull(controller) {
        if (ms !== undefined) await new Promise(resolve => setTimeout(resolve, ms))
        const text = left.shift()
        if (text === undefined) throw secret
        controller.enqueue(bytes(text))
      },
    }, { highWaterMark: 0 }),
    { headers: { 'x-request-id': 'req_of_the_answer' } },
  )
} // prettier-ignore

test.each([
  ['What is thrown', () => Promise.reject(secret)],
  ['A body that breaks at once', () => Promise.resolve(breaking([]))],
])('%s is told to the operator, and a problem to the client', async (_, fetch) => {
  const { status, headers, text, told } = await ask(fetch)
  expect([status, headers!['content-type']]).toEqual([500, 'application/problem+json'])
  expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' })
  const requestId = headers!['x-request-id']
  expect(JSON.parse(text)).toMatchObject({ code: 'server_error', status: 500, requestId })
  expect(text).not.toContain('canary')
  expect(told).toEqual([{ error: secret, requestId }])
})

test.each([
  ['after its first bytes', ['one'], undefined, 'one'],
  ['later', ['one', 'two'], 20, 'onetwo'],
  ['before its first bytes, but late', [], 20, ''],
])('a body that breaks %s is cut off, and its error is told to the operator alone', async (_, texts, ms, expected) => {
  const { text, broke, told } = await ask(() => Promise.resolve(breaking(texts, ms)))
  expect(broke).toBe(true)
  expect(expected.startsWith(text)).toBe(true)
  expect(told).toEqual([{ error: secret, requestId: 'req_of_the_answer' }])
})

test('a client that leaves ends the body, which is no failure', async () => {
  const told: unknown[] = []
  const ended = new Promise<void>(cancel => {
    const fetchSilent = () =>
      Promise.resolve(
        new Response(new ReadableStream({ start: controller => controller.enqueue(bytes('one')), cancel })),
      )
    const server = httpServer(nodeHandler({ fetch: fetchSilent }, { onError: error => told.push(error) }))
    ends.push(() => void server.close())
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const sent = request({ port, host: '127.0.0.1' }, response => response.once('data', () => sent.destroy()))
      sent.on('error', () => {}).end()
    })
  })
  await ended
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(told).toEqual([])
})

test('a body that is there is sent with its length, one that comes as it comes', async () => {
  const whole = await ask(() => Promise.resolve(Response.json({ a: 1 }, { status: 201 })))
  expect([whole.status, whole.headers!['content-length'], whole.text]).toEqual([201, '7', '{"a":1}'])
  const nothing = await ask(() => Promise.resolve(new Response(null, { status: 204 })))
  expect([nothing.status, nothing.text]).toEqual([204, ''])
  expect([whole.told, nothing.told]).toEqual([[], []])
})

test('a host is in the URL, what is none is not, and the header stays as it was for others', async () => {
  const echo = (incoming: Request) =>
    Promise.resolve(Response.json([new URL(incoming.url).host, incoming.headers.get('host')]))
  for (const [given, host] of [
    ['chat.example:8080', 'chat.example:8080'],
    ['256.1.1.1', 'localhost'],
    ['a/b', 'localhost'],
  ] as const) {
    const { text, hostAfter } = await ask(echo, { host: given })
    expect([JSON.parse(text), hostAfter]).toEqual([[host, given], given])
  }
})

test('HTTP/1.0, which knows no chunks, gets a stream as it is', async () => {
  const fetch = () =>
    Promise.resolve(new Response('data: [DONE]\n\n', { headers: { 'content-type': 'text/event-stream' } }))
  const server = httpServer(nodeHandler({ fetch }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => void server.close())
  const { port } = server.address() as AddressInfo
  const answer = await new Promise<string>(resolve => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'))
    socket.on('data', chunk => (text += String(chunk))).on('end', () => resolve(text))
  })
  expect(answer).toMatch(/\r\n\r\ndata: \[DONE\]\n\n$/)
  expect(answer).not.toMatch(/transfer-encoding/i)
})
