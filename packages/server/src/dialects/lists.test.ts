import * as v from 'valibot'
import { expect, test } from 'vitest'
import { testServer } from '../testing/testServer.ts'
import { completion } from './gramRequests.ts'

// A small body that is wrong in very many places must not become a large answer, nor keep everybody waiting.

const many = (item: unknown, count: number) => Array.from({ length: count }, () => item)
const user = (parts: unknown) => ({ id: 'u', role: 'user', parts })

const bodies: [string, string, unknown][] = [
  ['native parts', '/v1/conversations', { message: { role: 'user', parts: many({}, 60_000) } }],
  ['aiSdk messages', '/api/chat', { id: 'c', messages: many({}, 600_000) }],
  ['aiSdk messages within the most', '/api/chat', { id: 'c', messages: many({}, 9000) }],
  ['aiSdk parts', '/api/chat', { id: 'c', messages: [user(many({}, 600_000))] }],
  ['aiSdk parts within the most', '/api/chat', { id: 'c', messages: many(user(many({}, 9000)), 60) }],
  ['aiSdk parts that are no text', '/api/chat', { id: 'c', messages: [user(many({ type: 'file' }, 9000))] }],
  ['gram messages', '/chat/completions', { messages: many({}, 600_000) }],
  ['gram messages within the most', '/chat/completions', { messages: many({}, 9000) }],
  ['gram parts', '/chat/completions', { messages: many({ role: 'user', content: many({}, 9000) }, 60) }],
  [
    'gram parts that are no text',
    '/chat/completions',
    { messages: [{ role: 'user', content: many({ type: 'file' }, 9000) }] },
  ],
  [
    'inkeep messages',
    '/v0/chat_sessions/chat_results',
    { integration_id: 'x', chat_session: { messages: many({}, 60_000) } },
  ],
  [
    'inkeep tags',
    '/v0/chat_sessions/chat_results',
    { integration_id: 'x', chat_session: { messages: [{ content: 'x' }], tags: many(0, 100_000) } },
  ],
]

test.each(bodies)('%s that are all wrong have a short answer', async (_, path, body) => {
  const server = testServer({ dialects: 'all' })
  const { clientToken: token } = await server.mint()
  const answer = await server.send(path, { token, body })
  expect([400, 422]).toContain(answer.status)
  const text = await answer.text()
  expect(text.length).toBeLessThan(10_000)
  const { errors, detail } = JSON.parse(text) as { errors?: unknown[]; detail?: unknown }
  const counts = [errors, detail].map(told => (Array.isArray(told) ? told.length : 0))
  expect(Math.max(...counts)).toBeLessThanOrEqual(50)
  await server.close()
})

// Its clients are told one text.
test.each([
  ['messages', many({}, 9000)],
  ['too many messages', many({}, 90_000)],
  ['parts', many({ role: 'user', content: many({}, 9000) }, 60)],
])('%s of gram that are all wrong are not all looked at', (_, messages) => {
  expect(v.safeParse(completion, { messages }).issues!.length).toBeLessThanOrEqual(50)
})

test('a long conversation comes along as before', async () => {
  const server = testServer({ dialects: 'all' })
  const { clientToken: token } = await server.mint()
  const messages = many(user(many({ type: 'text', text: 'x' }, 3)), 5000)
  const answer = await server.send('/api/chat', { token, body: { id: 'c', messages } })
  expect(answer.status).toBe(200)
  await answer.text()
  await server.close()
})
