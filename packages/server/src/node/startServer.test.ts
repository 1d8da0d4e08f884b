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

test('what is thrown beside the chat itself is a problem for clients too, and its operator is told', async () => {
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
  for (const path of ['/healthz', '/embed/parley.js']) {
    const response = await fetch(server.url + path)
    const text = await response.text()
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([500, '*'])
    expect(JSON.parse(text)).toMatchObject({ code: 'server_error' })
    expect(text).not.toContain('canary')
    expect(told.splice(0)).toEqual([{ error: failure, requestId: response.headers.get('x-request-id') }])
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
