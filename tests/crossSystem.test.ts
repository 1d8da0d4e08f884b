import { InkeepAI } from '@inkeep/ai-api'
import { messageText } from '@parley/protocol'
import { continueChat, createChatClient, createChat, conversationsList, messagesList, parley } from '@parley/hooks'
import createFetchClient from 'openapi-fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { paths } from '../packages/server/tests/datamonkey/generated.ts'
import { serveTest } from '../packages/server/src/testing/serveTest.ts'

// A conversation belongs to its visitor and not to the client that began it.

let server: Awaited<ReturnType<typeof serveTest>>
beforeAll(async () => (server = await serveTest({ dialects: 'all' })))
afterAll(() => server.close())

const mint = () => server.parley.mint({ embedOrigin: null, userIdentifier: 'ada' })

test('begun with Inkeep’s client, listed by Datamonkey’s, continued with our hooks, and seen by all again', async () => {
  const { clientToken } = await mint()
  const inkeep = new InkeepAI({ serverURL: server.url, apiKey: clientToken })
  const { chatResult: begun } = await inkeep.chatSession.create({
    integrationId: 'docs',
    chatSession: { messages: [{ role: 'user', content: 'from Inkeep' }] },
  })
  const conversationId = begun!.chatSessionId

  const datamonkey = createFetchClient<paths>({
    baseUrl: `${server.url}/api/v1`,
    headers: { user_token: clientToken },
  })
  const listed = await datamonkey.GET('/chat')
  expect(listed.data!.conversations).toMatchObject([{ id: conversationId, title: 'from Inkeep' }])

  const hooks = createChatClient({ backend: parley({ baseUrl: server.url }), session: mint })
  const continued = await continueChat(hooks, { conversationId, message: { text: 'from our hooks' } })
  expect(messageText(await continued.value!.final)).toBe('from our hooks')

  const said = ['from Inkeep', 'from Inkeep', 'from our hooks', 'from our hooks']
  const read = await datamonkey.GET('/chat/{conversationId}/messages', { params: { path: { conversationId } } })
  expect(read.data!.messages!.map(({ content }) => content)).toEqual(said)
  const next = await inkeep.chatSession.continue(conversationId, {
    integrationId: 'docs',
    message: { role: 'user', content: 'from Inkeep again' },
  })
  expect(next.chatResult!.message.content).toBe('from Inkeep again')
  const { messages } = (await messagesList(hooks, { conversationId })).value!
  expect(messages.map(messageText)).toEqual([...said, 'from Inkeep again', 'from Inkeep again'])
  hooks.close()
})

test('begun with our hooks, it is listed, loaded and continued over Gram, Aurora and the AI SDK’s route', async () => {
  const { clientToken } = await mint()
  const hooks = createChatClient({ backend: parley({ baseUrl: server.url }), session: mint })
  const stream = (await createChat(hooks, { message: { text: 'ours' } })).value!
  await stream.final
  const conversationId = await stream.conversationId

  const send = async (path: string, headers: Record<string, string>, body?: object) => {
    const response = await fetch(server.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }
  const asGram = { 'gram-chat-session': clientToken, 'gram-project': 'default' }
  expect(JSON.parse(await send(`/rpc/chat.load?id=${conversationId}`, asGram))).toMatchObject({
    messages: [{ content: 'ours' }, { content: 'ours' }],
  })
  const completion = { model: 'any', messages: [{ role: 'user', content: 'Gram' }] }
  await send('/chat/completions', { ...asGram, 'gram-chat-id': conversationId }, completion)

  const asAurora = { 'x-access-token': clientToken }
  const { chats } = JSON.parse(await send('/api/v11/chats', asAurora)) as { chats: { chatId: number }[] }
  await send('/api/v11/message', asAurora, { characterId: 0, chatId: chats[0]!.chatId, message: 'Aurora' })

  const messages = [{ id: 'u1', role: 'user', parts: [{ type: 'text', text: 'AI SDK' }] }]
  await send('/api/chat', { authorization: `Bearer ${clientToken}` }, { id: conversationId, messages })

  const list = (await messagesList(hooks, { conversationId })).value!
  const said = ['ours', 'Gram', 'Aurora', 'AI SDK']
  expect(list.messages.filter(({ role }) => role === 'assistant').map(messageText)).toEqual(said)
  const newest = (await conversationsList(hooks, { limit: 1 })).value!.conversations[0]!
  expect([newest.id, newest.messageCount]).toEqual([conversationId, 8])
  hooks.close()
})
