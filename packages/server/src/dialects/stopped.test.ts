import { expect, test } from 'vitest'
import { testServer } from '../testing/testServer.ts'

// A visitor stops a reply in one window while a client of a dialect waits for all of it in JSON.

test.each([
  ['inkeep', '/v0/chat_sessions/chat_results', { integration_id: 'x', chat_session: { messages: [{ content: 'q' }] } }],
  ['datamonkey', '/api/v1/chat/{id}/messages', { message: 'q' }],
])('%s has no word for half an answer: it is an error', async (_, path, body) => {
  const { status, told, stored } = await stopped(path, body)
  expect(status).toBeGreaterThanOrEqual(500)
  expect(told).toContain('stopped before its end')
  expect(stored).toMatchObject({ parts: [{ text: 'half' }], metadata: { status: 'stopped' } })
})

test('gram has one', async () => {
  const { status, told } = await stopped('/chat/completions', { messages: [{ role: 'user', content: 'q' }] })
  expect([status, JSON.parse(told)]).toMatchObject([200, { choices: [{ finish_reason: 'error' }] }])
})

async function stopped(path: string, body: object) {
  let isWriting = false
  const server = testServer({
    dialects: 'all',
    async *responder({ signal }) {
      yield { type: 'text-delta', id: '1', delta: 'half' }
      isWriting = true
      await new Promise(resolve => signal.addEventListener('abort', resolve))
    },
  })
  const { clientToken: token } = await server.mint({ userIdentifier: 'ada' })
  const json = async (at: string, sent: object = {}) => (await server.send(at, { token, ...sent })).json() as never
  const { id } = (await json('/api/v1/chat', { body: {} })) as { id: string }
  const answer = server.send(path.replace('{id}', id), { token, body })
  await expect.poll(() => isWriting).toBe(true)
  const { conversations } = (await json('/v1/conversations')) as { conversations: { id: string; activeRun?: object }[] }
  const active = conversations.find(({ activeRun }) => activeRun)!
  const { message } = (await json(`/v1/conversations/${active.id}/stop`, { method: 'POST' })) as { message: unknown }
  const response = await answer
  const told = await response.text()
  await server.close()
  return { status: response.status, told, stored: message }
}
