import { expect, test } from 'vitest'
import { credentialOf, example, nameOf, rows } from '../testing/dialectRows.ts'
import { converse, testServer } from '../testing/testServer.ts'

const streamed = [
  'inkeep POST /v0/chat_sessions/chat_results',
  'gram POST /chat/completions',
  'aurora POST /api/v4/message',
]

test.each(streamed)('%s tells text with line separators as any other', async name => {
  const server = testServer({ dialects: 'all' })
  const { token, conversationId } = await converse(server, 'a\u2028b')
  const list = await server.send('/api/v4/chats', { headers: { 'x-access-token': token } })
  const { chats } = (await list.json()) as { chats: { chatId: number }[] }
  const row = rows.find(other => nameOf(other) === name)!
  const { body } = example[name]!({ conversationId, number: chats[0]!.chatId, messageNumber: 1 })
  const response = await server.send(row.path, {
    method: row.method,
    body: JSON.stringify({ ...(body as object), stream: true }).replaceAll('"x"', '"a\u2028b\u2029c"'),
    headers: { 'content-type': 'application/json', ...credentialOf[row.dialect](token, row) },
  })
  expect([response.status, await response.text()]).toEqual([200, expect.stringMatching(/\u2028b[^]*\u2029c/)])
})
