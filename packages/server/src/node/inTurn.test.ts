import { createServer as createSecond, connect as connectSecond } from 'node:http2'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { httpServer } from './httpServer.ts'
import { nodeHandler } from './nodeHandler.ts'

const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach(end => end()))

/** A server that tells what it has begun and answers when it is let, and a connection to it. */
async function open(answer: (request: Request, path: string) => Response | Promise<Response>) {
  const begun: string[] = []
  const fetch = async (request: Request) => {
    const path = new URL(request.url).pathname
    begun.push(path)
    return answer(request, path)
  }
  const server = httpServer(nodeHandler({ fetch }, { onError: () => {} }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  ends.push(() => {
    socket.destroy()
    server.close()
    server.closeAllConnections()
  })
  let read = ''
  socket.on('data', data => (read += data.length < 1000 ? data.toString() : ''))
  socket.on('error', () => {})
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  return { begun, socket, server, closed, read: () => read, answers: () => read.match(/HTTP\/1\.1 200/g)?.length ?? 0 }
}

const get = (path: string | number, more = '') => `GET /${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`
const gets = (count: number) => Array.from({ length: count }, (_, index) => get(index)).join('')
const settled = () => new Promise(resolve => setTimeout(resolve, 50))

test('twenty requests that come in one piece are all answered, in their order', async () => {
  const { socket, answers, read, begun } = await open(async (_, path) => {
    await new Promise(resolve => setTimeout(resolve, path.length % 2 ? 5 : 1))
    return new Response(`<${path}>`)
  })
  socket.write(gets(20))
  await expect.poll(answers).toBe(20)
  const order = Array.from({ length: 20 }, (_, index) => `/${index}`)
  expect(begun).toEqual(order)
  expect(read().match(/<[^>]+>/g)).toEqual(order.map(path => `<${path}>`))
  // The connection goes on as any other.
  socket.write(get('after'))
  await expect.poll(answers).toBe(21)
})

test('the second is not begun before the first is done, and what is posted waits with it', async () => {
  let finish = () => {}
  const held = new Promise<void>(resolve => (finish = resolve))
  const { socket, begun, answers, read } = await open(async (request, path) => {
    if (path === '/first') await held
    return new Response(await request.text())
  })
  socket.write(`${get('first')}POST /second HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nposted`)
  await expect.poll(() => begun).toEqual(['/first'])
  await settled()
  expect(begun).toEqual(['/first'])
  finish()
  await expect.poll(() => begun).toEqual(['/first', '/second'])
  socket.write('!!')
  await expect.poll(answers).toBe(2)
  await expect.poll(read).toContain('posted!!')
})

test('a client that does not read is given one answer at a time', async () => {
  const large = 'x'.repeat(8_000_000)
  const { socket, begun } = await open(() => new Response(large))
  socket.pause()
  socket.write(gets(20))
  await expect.poll(() => begun.length).toBeGreaterThan(0)
  await settled()
  expect(begun.length).toBeLessThan(3)
  socket.resume()
  await expect.poll(() => begun.length).toBe(20)
})

test('who sends hundreds at once has the connection closed', async () => {
  const { socket, begun, closed } = await open(() => new Promise(() => {}))
  socket.write(gets(500))
  await closed
  expect(begun).toEqual(['/0'])
})

test('a connection that breaks begins nothing more', async () => {
  let finish = () => {}
  const { socket, server, begun } = await open(
    () => new Promise(resolve => (finish = () => resolve(new Response('late')))),
  )
  socket.write(gets(5))
  await expect.poll(() => begun).toEqual(['/0'])
  socket.destroy()
  await expect.poll(() => new Promise(resolve => server.getConnections((_, count) => resolve(count)))).toBe(0)
  finish()
  await settled()
  expect(begun).toEqual(['/0'])
})

test('an answer that breaks off takes those with it that wait', async () => {
  const { socket, begun, closed } = await open(
    () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await settled()
            controller.error(new Error('broken'))
          },
        }),
      ),
  )
  socket.write(gets(3))
  await closed
  await settled()
  expect(begun).toEqual(['/0'])
})

test('a request that another handler gave us late, after the next one, is answered', async () => {
  const listener = nodeHandler({ fetch: async request => new Response(`<${new URL(request.url).pathname}>`) })
  const server = httpServer((incoming, outgoing) => {
    setTimeout(() => listener(incoming, outgoing), incoming.url === '/first' ? 50 : 0)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => (server.close(), server.closeAllConnections()))
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let read = ''
  socket.on('data', data => (read += data.toString()))
  socket.write(get('first') + get('second'))
  await expect.poll(() => read.match(/<[^>]+>/g)).toEqual(['</first>', '</second>'])
  socket.destroy()
})

test('requests over HTTP/2 wait for nobody', async () => {
  const fetch = async (request: Request) =>
    request.url.endsWith('/first') ? new Promise<Response>(() => {}) : new Response('second')
  const listener = nodeHandler({ fetch }) as unknown as Parameters<typeof createSecond>[1]
  const server = createSecond({}, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const session = connectSecond(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  ends.push(() => (session.destroy(), server.close()))
  session.request({ ':path': '/first' }).on('error', () => {})
  const stream = session.request({ ':path': '/second' }).setEncoding('utf8')
  let read = ''
  for await (const piece of stream) read += String(piece)
  expect(read).toBe('second')
})
