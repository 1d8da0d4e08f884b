import { connect, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchChecked } from '../testing/fetchChecked.ts'
import { converse, say, testServer } from '../testing/testServer.ts'
import { httpServer } from './httpServer.ts'
import { nodeHandler } from './nodeHandler.ts'

// Over real sockets: what a client library would not even send.

const chat = testServer()
const server = httpServer(nodeHandler(chat), { headersMs: 600, requestMs: 1200 })
let port = 0
let talk: Awaited<ReturnType<typeof converse>>
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  talk = await converse(chat)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const open = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })

const readAll = (socket: Socket): Promise<string> =>
  new Promise(resolve => {
    const chunks: Buffer[] = []
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
  })

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)

/** Sends bytes as they are and reads until the server closes. */
const raw = async (bytes: string | Buffer): Promise<string> => {
  const socket = await open()
  const answer = readAll(socket)
  socket.write(bytes)
  return answer
}

const expectHealthy = async () => {
  const response = await fetchChecked(`http://127.0.0.1:${port}/readyz`)
  expect(response.status).toBe(200)
}

const post = (body: Buffer | string, headers = '', path = `${talk.path}/messages`) => {
  const bytes = Buffer.from(body as string)
  const head =
    `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\norigin: https://shop.example\r\n` +
    `authorization: Bearer ${talk.token}\r\ncontent-type: application/json\r\ncontent-length: ${bytes.length}\r\n${headers}\r\n`
  return raw(Buffer.concat([Buffer.from(head), bytes]))
}

const message = (text: string) => JSON.stringify({ message: say(text) })
const bodies: [name: string, body: () => Buffer | string, status: number, headers?: string][] = [
  ['a gzip bomb', () => gzipSync(Buffer.alloc(20_000_000)), 415, 'content-encoding: gzip\r\n'],
  ['deflate', () => Buffer.from('x'), 415, 'content-encoding: deflate\r\n'],
  ['gzip told as nothing', () => gzipSync(message('x')), 400],
  ['300 kB', () => message('x'.repeat(300_000)), 413],
  ['invalid UTF-8', () => Buffer.from([...Buffer.from('{"message":"'), 0xc3, 0x28, ...Buffer.from('"}')]), 400],
  ['UTF-16', () => Buffer.from(message('x'), 'utf16le'), 400],
  ['overlong UTF-8', () => Buffer.from([0x22, 0xc0, 0x80, 0x22]), 400],
  ['a lone surrogate', () => message('x').replace('"x"', '"\\ud83d"'), 422],
  ['NUL', () => message('x').replace('"x"', '"a\\u0000b"'), 422],
  ['__proto__', () => '{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}', 422],
  ['deep JSON', () => `{"message":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`, 400],
  ['deep lists', () => '['.repeat(100_000), 400],
  ['many keys', () => `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join()}}`, 422],
  ['a huge number', () => '{"message":1e999999}', 422],
  ['five thousand parts', () => JSON.stringify({ message: { role: 'user', parts: Array.from({ length: 5000 }, () => ({ type: 'text', text: '' })) } }), 422],
  ['an idempotency key of 300', () => message('x'), 422, `idempotency-key: ${'k'.repeat(300)}\r\n`],
  ['two content types', () => message('x'), 415, 'content-type: text/xml\r\n'],
] // prettier-ignore

test.each(bodies)('%s is refused and leaves the server healthy', async (_, body, status, headers) => {
  const answer = await post(body(), headers)
  expect(statusOf(answer)).toBe(status)
  expect(answer).toContain('application/problem+json')
  expect(answer.toLowerCase()).toContain('access-control-allow-origin: *')
  expect((Object.prototype as { admin?: unknown }).admin).toBeUndefined()
  await expectHealthy()
})

test.each([
  ['with its length', (text: string) => `content-length: ${text.length}\r\n\r\n${text}`],
  [
    'in chunks',
    (text: string) => `transfer-encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`,
  ],
])('the next request on the connection of a body that is too large, %s, is answered', async (_, sent) => {
  const answers = await raw(
    `POST ${talk.path}/messages HTTP/1.1\r\nhost: x\r\norigin: https://shop.example\r\nauthorization: Bearer ${talk.token}\r\n` +
      `content-type: application/json\r\n${sent(message('x'.repeat(3_000_000)))}` +
      'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  )
  expect(answers.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
})

test('a body that is larger than it says, in chunks, is cut off', async () => {
  const socket = await open()
  const answer = readAll(socket)
  socket.write(
    `POST ${talk.path}/messages HTTP/1.1\r\nhost: x\r\nconnection: close\r\norigin: https://shop.example\r\nauthorization: Bearer ${talk.token}\r\n` +
      'content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
  )
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  for (let count = 0; count < 6; count++) socket.write(chunk)
  socket.write('0\r\n\r\n')
  expect(statusOf(await answer)).toBe(413)
  await expectHealthy()
})

const heads: [name: string, text: string, statuses: number[]][] = [
  ['no HTTP', 'hello\r\n\r\n', [400]],
  ['a header without end', `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, [431]],
  ['a thousand headers', `GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${Array.from({ length: 3000 }, (_, index) => `x-${index}: y`).join('\r\n')}\r\n\r\n`, [431, 200]],
  ['NUL in a header', 'GET /healthz HTTP/1.1\r\nhost: x\r\nx: a\0b\r\n\r\n', [400]],
  ['two lengths', 'POST /v1/chatSessions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!', [400]],
  ['length and chunks', 'POST /v1/chatSessions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', [400]],
  ['a smuggled second request', 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n', [400, 501]],
  ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', [400]],
  ['a path that is a URL of no host', 'GET http://256.1.1.1/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', [400]],
  ['no path', 'OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', [400]],
  ['an unknown method', 'BREW /v1/conversations HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', [400]],
  ['TRACE', 'TRACE /v1/conversations HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', [404, 405, 400]],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n', [0, 400, 404]],
  ['a path that is a URL', 'GET http://evil.example/v1/conversations HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', [400, 401, 404]],
  ['a path of broken escapes', 'GET /v1/conversations/%ff%00%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', [400, 401, 404]],
  ['a path of dots', 'GET /v1/../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', [404, 400]],
  ['a long path', `GET /${'a'.repeat(12_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, [404]],
  ['a token of line breaks', 'GET /v1/conversations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer a\r\n b\r\nconnection: close\r\n\r\n', [400, 401]],
  ['a token of 10 kB', `GET /v1/conversations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer cst_${'a'.repeat(10_000)}\r\nconnection: close\r\n\r\n`, [401]],
] // prettier-ignore

test.each(heads)('%s is answered with a clear status and leaves the server healthy', async (_, text, statuses) => {
  expect(statuses).toContain(statusOf(await raw(text)))
  await expectHealthy()
})

test.each([
  'Host: 256.1.1.1', 'Host: 1.2.3.4.5', 'Host: xn--', 'Host:', 'Host: a b', 'Host: %41', 'Host: a b c/@', 'Host: a:99999',
  'Host: a/v1/conversations', 'Host: user@a', 'Host: [::1', 'Host: [::1]:80', 'Host: EXAMPLE.com:443',
])('nothing is inferred from "%s"', async host => {
  const answer = await raw(`GET /healthz HTTP/1.1\r\n${host}\r\nconnection: close\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  const refused = await raw(`GET /v1/conversations HTTP/1.1\r\n${host}\r\nconnection: close\r\n\r\n`)
  expect(refused).toMatch(/^HTTP\/1\.1 401 /)
}) // prettier-ignore

test('HTTP/1.0 needs no host', async () => {
  expect(await raw('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test('an address that is no URL is refused as a problem that a page can read', async () => {
  const answer = await raw('GET http://256.1.1.1/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*access-control-allow-origin: \*[^]*x-request-id: req_[^]*"bad_request"/)
})

test('clients that send slowly are shut out, and others are answered meanwhile', async () => {
  const slow = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const socket = await open()
      const answer = readAll(socket)
      socket.write(
        index % 2
          ? 'GET /healthz HTTP/1.1\r\nhost: x\r\n'
          : `POST ${talk.path}/messages HTTP/1.1\r\nhost: x\r\norigin: https://shop.example\r\nauthorization: Bearer ${talk.token}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
      )
      const timer = setInterval(() => socket.writable && socket.write('x'), 100)
      return answer.finally(() => clearInterval(timer))
    }).map(async (ending, index) => (index === 0 ? expectHealthy().then(() => ending) : ending)),
  )
  for (const answer of slow) expect([0, 400, 408]).toContain(statusOf(answer))
  await expectHealthy()
})

test('nothing of all that was taken for a bug', () => {
  expect(chat.errors).toEqual([])
})
