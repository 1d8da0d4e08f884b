import { expect, test } from 'vitest'
import { rows } from '../testing/dialectRows.ts'
import { testServer } from '../testing/testServer.ts'

// Also what is refused before its route is known has the shape that the clients of that path read.

const server = testServer({ dialects: 'all' })
const busy = testServer({ dialects: 'all', loadGuard: { refuse: () => 3 } })
const serviceError = {
  name: expect.any(String),
  id: expect.any(String),
  message: expect.any(String),
  temporary: expect.any(Boolean),
  timeout: false,
  fault: false,
}
const shapes: Record<string, object> = {
  inkeep: { detail: expect.any(String) },
  aiSdk: { type: expect.stringMatching(/^urn:parley:problem:/), requestId: expect.any(String) },
  gram: serviceError,
  datamonkey: { error: expect.any(String) },
  aurora: { success: false, message: expect.any(String) },
}

test.each(rows.map(row => [row.dialect, row.method, row.path] as const))('%s %s %s', async (dialect, method, path) => {
  const at = path.replace(/\{\w+\}/, 'x')
  const other = await server.send(at, { method: 'PUT' })
  expect([other.status, await other.json()]).toMatchObject([404, shapes[dialect]])
  expect(other.headers.get('allow')).toContain(method)
  // What ends work is never refused.
  if (method === 'DELETE' || at.endsWith('revoke')) return
  const refused = await busy.send(at, { method })
  expect([refused.status, await refused.json()]).toMatchObject([503, shapes[dialect]])
  expect(refused.headers.get('retry-after')).toBe('3')
})

test('our own routes, and paths of nobody, have problem documents', async () => {
  for (const path of ['/v1/conversations', '/v1/nothing', '/api/v4/nothing']) {
    const response = await server.send(path, { method: 'PUT' })
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  }
})
