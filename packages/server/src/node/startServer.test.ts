import { get } from 'node:http'
import { expect, test } from 'vitest'
import { startServer } from './startServer.ts'

const settings = {
  PARLEY_PORT: '0',
  PARLEY_RESPONDER: 'echo',
  DATABASE_URL: 'memory:',
  PARLEY_SECRET_KEY: 'sk_start_test_0001',
  PARLEY_PUBLISHABLE_KEY: 'pk_start_test_0001',
}

test('an observer that throws keeps no answer back, of the chat or of the embed, and its operator is told', async () => {
  const told: unknown[] = []
  const failure = new Error('canary')
  const server = await startServer({
    settings,
    observer: {
      request() {
        throw failure
      },
    },
    onError: (error, at) => told.push({ error, ...at }),
  })
  for (const [path, status] of [
    ['/healthz', 200],
    ['/embed/nothing.js', 404],
  ] as const) {
    const response = await fetch(server.url + path)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toContain('canary')
    expect(told.splice(0)).toEqual([{ error: failure }])
  }
  await server.close(0)
})

test.each(['256.1.1.1', 'xn--', '1.2.3.4.5', 'chat.example'])('nothing is inferred from the host %s', async host => {
  const server = await startServer({ settings })
  for (const [path, expected] of [
    ['/healthz', 200],
    ['/embed/nothing.js', 404],
    ['/v1/widget', 401],
  ] as const) {
    const status = await new Promise(resolve =>
      get(server.url + path, { headers: { host } }, response => resolve(response.resume().statusCode)),
    )
    expect(status).toBe(expected)
  }
  await server.close(0)
})
