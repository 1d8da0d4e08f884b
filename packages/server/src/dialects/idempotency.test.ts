import { expect, test } from 'vitest'
import { credentialOf, example, nameOf, rows } from '../testing/dialectRows.ts'
import { converse, testServer } from '../testing/testServer.ts'

// A client of any dialect that sends an `Idempotency-Key` has its message once, however often it tries.

const sends = rows.filter(({ operation }) => operation === 'messages.send')

test('every dialect has a row that sends', () => {
  expect(new Set(sends.map(({ dialect }) => dialect)).size).toBe(5)
})

test.each(sends.map(row => [nameOf(row), row] as const))('%s takes a key', async (_, row) => {
  const server = testServer({ dialects: 'all' })
  const owned = await converse(server)
  const ids = { conversationId: owned.conversationId, number: 1, messageNumber: 2 }
  const request = example[nameOf(row)]!(ids)
  const send = async (key: string, change: (body: string) => string = body => body) => {
    const response = await server.send(row.path.replace(/\{\w+\}/, owned.conversationId), {
      method: row.method,
      body: change(JSON.stringify(request.body)),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...request.headers,
        ...credentialOf[row.dialect](owned.token, row),
      },
    })
    return { status: response.status, text: await response.text() }
  }
  const count = async () => {
    const { conversations } = (await (await server.send('/v1/conversations', { token: owned.token })).json()) as {
      conversations: { messageCount: number }[]
    }
    return conversations.map(({ messageCount }) => messageCount)
  }
  const first = await send('k1')
  expect(first.status).toBe(200)
  const once = await count()
  const again = await send('k1')
  expect([again.status, await count()]).toEqual([200, once])
  expect(again.text.replaceAll(/"created":\d+/g, '')).toBe(first.text.replaceAll(/"created":\d+/g, ''))
  // The id that `useChat` gives its message is the key where there is one.
  if (row.dialect === 'aiSdk') return
  expect((await send('k1', body => body.replace(/"x"\}*\]*\}*$/, end => end.replace('x', 'y')))).status).toBe(409)
  expect((await send('k2')).status).toBe(200)
  expect(await count()).not.toEqual(once)
  expect((await send('k'.repeat(300))).status).toBeGreaterThanOrEqual(400)
})
