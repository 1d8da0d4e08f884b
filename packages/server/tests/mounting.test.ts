import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const page = 'https://www.example.com'
const publishableKey = 'pk_mounting_test_1'
const ends: (() => Promise<unknown>)[] = []
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-mount-'))
  process.env['PARLEY_SECRET_KEY'] = 'sk_mounting_test_1'
  process.env['PARLEY_PUBLISHABLE_KEY'] = publishableKey
  process.env['PARLEY_DATABASE'] = join(folder, 'parley.db')
  ends.push(async () => rmSync(folder, { recursive: true }))
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

type Send = (request: Request) => Promise<Response>

/** What a page does: mints, asks, reads the stream, and finds the conversation again. */
async function converse(send: Send, baseUrl: string): Promise<void> {
  const call = (method: string, path: string, token: string, body?: object, headers: Record<string, string> = {}) =>
    send(
      new Request(baseUrl + path, {
        method,
        headers: { origin: page, authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
  const minted = await call('POST', '/v1/chatSessions', publishableKey, { embedOrigin: page })
  expect(minted.status).toBe(201)
  const { clientToken: token } = (await minted.json()) as { clientToken: string }
  const message = { role: 'user', parts: [{ type: 'text', text: 'How do I embed the widget?' }] }
  const reply = await call('POST', '/v1/conversations', token, { message }, { accept: 'text/event-stream' })
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const text = await reply.text()
  expect(text).toContain('"type":"source-url"')
  expect(text.trimEnd()).toMatch(/data: \[DONE\]$/)
  const listed = await call('GET', '/v1/conversations?limit=5', token)
  const { conversations } = (await listed.json()) as { conversations: { id: string; title: string }[] }
  expect(conversations.map(({ title }) => title)).toEqual(['How do I embed the widget?'])
  const renamed = await call('PATCH', `/v1/conversations/${conversations[0]!.id}`, token, { title: 'Embedding' })
  expect(((await renamed.json()) as { title: string }).title).toBe('Embedding')
  expect((await call('DELETE', `/v1/conversations/${conversations[0]!.id}`, token)).status).toBe(204)
  const preflight = await send(
    new Request(`${baseUrl}/v1/conversations`, { method: 'OPTIONS', headers: { origin: page } }),
  )
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  const refused = await send(new Request(`${baseUrl}/v1/conversations`, { headers: { origin: page } }))
  expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
}

const examples: [name: string, load: () => Promise<{ start: (port: number) => Promise<Started> }>, path: string][] = [
  ['node:http', () => import('../../../examples/nodeHttp.ts'), ''],
  ['Express', () => import('../../../examples/express.ts'), '/chat'],
  ['Hono', () => import('../../../examples/hono.ts'), '/chat'],
]
interface Started {
  chat: { close: () => Promise<void> }
  server: Server
}

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
})

test('as a Next.js route handler', async () => {
  const route = await import('../../../examples/next/app/v1/[...path]/route.ts')
  const methods = route as unknown as Record<string, Send>
  await converse(request => methods[request.method]!(request), 'https://www.example.com')
  expect([route.runtime, route.dynamic]).toEqual(['nodejs', 'force-dynamic'])
})
