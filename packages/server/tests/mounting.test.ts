import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createChatServer } from '@parley/server'
import { nodeHandler } from '@parley/server/node'
import { converse, mountingKeys } from './converse.ts'

const ends: (() => Promise<unknown>)[] = []
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-mount-'))
  Object.assign(process.env, mountingKeys, { PARLEY_DATABASE: join(folder, 'parley.db') })
  ends.push(async () => rmSync(folder, { recursive: true }))
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const examples: [name: string, load: () => Promise<{ start: (port: number) => Promise<Started> }>, path: string][] = [
  ['node:http', () => import('../../../examples/nodeHttp.ts'), ''],
  ['Express', () => import('../../../examples/express.ts'), '/chat'],
  ['Hono', () => import('../../../examples/hono.ts'), '/chat'],
]
interface Started {
  chat: { close: () => Promise<void> }
  server: Server
}

test('after a body parser, it says what is wrong', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { default: express } = await import('express')
  const chat = createChatServer({ secretKey: mountingKeys.PARLEY_SECRET_KEY, allowedOrigins: [] })
  const app = express().use(express.json()).use(nodeHandler(chat))
  const server = app.listen(0, '127.0.0.1')
  ends.push(async () => {
    server.close()
    await chat.close()
  })
  await new Promise(resolve => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chatSessions`
  const headers = {
    authorization: `Bearer ${mountingKeys.PARLEY_SECRET_KEY}`,
    'content-type': 'application/json',
  }
  const response = await fetch(url, { method: 'POST', headers, body: '{"embedOrigin":null}' })
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect([response.status, (await response.json()).detail]).toEqual([
    500,
    expect.stringMatching(/Mount the chat before express\.json\(\)/),
  ])
  expect(said).toHaveBeenCalledOnce()
  expect((await fetch(url.replace('chatSessions', 'widget'), { headers })).status).not.toBe(500)
  said.mockRestore()
})

test('behind a platform that has read the body and left it there, it is taken from there', async () => {
  const chat = createChatServer({ secretKey: mountingKeys.PARLEY_SECRET_KEY, allowedOrigins: [] })
  const answer = nodeHandler(chat)
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => answer(Object.assign(incoming, { rawBody: Buffer.concat(chunks) }), outgoing))
  }).listen(0, '127.0.0.1')
  ends.push(async () => {
    server.close()
    await chat.close()
  })
  await new Promise(resolve => server.once('listening', resolve))
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chatSessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mountingKeys.PARLEY_SECRET_KEY}`, 'content-type': 'application/json' },
    body: '{"embedOrigin":null}',
  })
  expect(response.status).toBe(201)
})

test.each(examples)('in %s', async (_, load, path) => {
  const { chat, server } = await (await load()).start(0)
  ends.push(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await chat.close()
  })
  if (!server.listening) await new Promise(resolve => server.once('listening', resolve))
  expect(server.listening).toBe(true)
  const { port } = server.address() as AddressInfo
  await converse(fetch, `http://127.0.0.1:${port}${path}`)
  if (path !== '') await converse(fetch, `http://127.0.0.1:${port}${path}`, true)
})
