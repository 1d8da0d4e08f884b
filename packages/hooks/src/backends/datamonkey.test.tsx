// @vitest-environment jsdom
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { serveDatamonkey } from '../../tests/backends/originals/datamonkey.ts'
import {
  ChatProvider,
  continueChat,
  conversationsCreate,
  conversationsList,
  createChat,
  createChatClient,
  datamonkey,
  messagesList,
  useConversations,
  useCreateConversationMutation,
  type ChatClient,
  type Result,
} from '../index.ts'
import { createFaultyFetch } from '../testing/createFaultyFetch.ts'

// What the conformance suite does not ask: who the visitor is comes with the answers, wanted or not.

const ORIGINAL = 'https://original.example/api/v1'
const clients: ChatClient[] = []
afterEach(() => clients.splice(0).forEach(client => client.close()))

const open = ({
  serve = serveDatamonkey({ delayMs: 0 }).fetch,
  token,
}: { serve?: (request: Request) => Promise<Response>; token?: string } = {}) => {
  const network = createFaultyFetch(serve, () => {})
  const told: (string | null)[] = []
  const client = createChatClient({
    backend: datamonkey({ baseUrl: ORIGINAL, onToken: given => told.push(given), ...(token && { token }) }),
    fetch: network.fetch,
    retries: { strategy: 'none' },
  })
  clients.push(client)
  const tokens = () => network.requests.map(({ headers }) => headers.get('authorization')?.slice('Bearer '.length))
  return { client, told, tokens, ...network }
}
const value = <T,>(result: Result<T>): T => {
  if (!result.ok) throw result.error
  return result.value
}
const create = async (client: ChatClient) => value(await conversationsCreate(client, {}))
const list = async (client: ChatClient) => value(await conversationsList(client, {})).conversations.map(({ id }) => id)
const json = (body: unknown, status: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

test('conversations that are begun at once are of one visitor', async () => {
  const { client, told, tokens } = open()
  const begun = await Promise.all([create(client), create(client), create(client)])
  expect(new Set(await list(client))).toEqual(new Set(begun.map(({ id }) => id)))
  expect(told).toHaveLength(1)
  expect(tokens()).toEqual([undefined, ...Array<string>(3).fill(told[0]!)])
})

test('so are chats that are begun at once, each with its answer', async () => {
  const { client, told } = open()
  const streams = (await Promise.all(['one', 'two'].map(text => createChat(client, { message: { text } })))).map(value)
  await Promise.all(streams.map(stream => stream.final))
  expect((await list(client)).toSorted()).toEqual((await Promise.all(streams.map(s => s.conversationId))).toSorted())
  expect(told).toHaveLength(1)
})

test('a create that failed leaves its turn to the next', async () => {
  const { client, faults } = open()
  faults.failNext(500, { body: '', contentType: 'text/plain' })
  const [first, second] = await Promise.all([conversationsCreate(client, {}), conversationsCreate(client, {})])
  expect([first.ok, second.ok]).toEqual([false, true])
})

test('a token that comes with a failure is kept: the next attempt is of the same visitor', async () => {
  const answers = [
    () => new Response(null, { status: 500, headers: { 'x-session-token': 'dm.kept' } }),
    () => json({ id: 'conv-1-aaaaaaaa', title: '', created: 1, updated: 1 }, 201),
  ]
  const { client, told, tokens } = open({ serve: async () => answers.shift()!() })
  expect((await conversationsCreate(client, {})).error).toMatchObject({ code: 'server_error', status: 500 })
  await create(client)
  expect(told).toEqual(['dm.kept'])
  expect(tokens()).toEqual([undefined, 'dm.kept'])
})

test('a token that answers one which was sent is of somebody else, whose data are not the former’s', async () => {
  const server = serveDatamonkey({ delayMs: 0 })
  const { client, told } = open({ serve: server.fetch })
  const before = await create(client)
  const former = client.visitorId
  server.expire()
  const after = await create(client)
  expect(new Set(told).size).toBe(2)
  expect(client.visitorId).not.toBe(former)
  expect(await list(client)).toEqual([after.id])
  const foreign = await messagesList(client, { conversationId: before.id })
  expect(foreign.error).toMatchObject({ code: 'forbidden', status: 403 })
})

test('hooks show nothing of the former visitor once somebody else is there', async () => {
  const server = serveDatamonkey({ delayMs: 0 })
  const { client } = open({ serve: server.fetch })
  await create(client)
  const wrapper = ({ children }: { children: ReactNode }) => <ChatProvider client={client}>{children}</ChatProvider>
  const { result } = renderHook(
    () => ({
      ids: useConversations().data?.pages.flatMap(page => page.conversations.map(({ id }) => id)),
      begin: useCreateConversationMutation(),
    }),
    { wrapper },
  )
  await waitFor(() => expect(result.current.ids).toHaveLength(1))
  const [former] = result.current.ids!
  server.expire()
  const begun = await act(() => result.current.begin.mutateAsync({}))
  await waitFor(() => expect(result.current.ids).toEqual([begun.id]))
  expect(begun.id).not.toBe(former)
})

test('a token that is taken no more is forgotten, and who has none is refused until there is a new one', async () => {
  const server = serveDatamonkey({ delayMs: 0 })
  const { client, told, tokens } = open({ serve: server.fetch })
  const { id } = await create(client)
  server.expire()
  const refused = await continueChat(client, { conversationId: id, message: { text: 'x' } })
  expect(refused.error).toMatchObject({ code: 'unauthorized', message: 'Unauthorized' })
  expect(told.at(-1)).toBeNull()
  expect((await conversationsList(client, {})).error).toMatchObject({ status: 401 })
  expect(tokens().at(-1)).toBeUndefined()
  await create(client)
  expect(told.at(-1)).toMatch(/^dm\./)
  expect(await list(client)).toHaveLength(1)
})

test('a token that the host kept is used from the first request on', async () => {
  const server = serveDatamonkey({ delayMs: 0 })
  const first = open({ serve: server.fetch })
  const { id } = await create(first.client)
  const second = open({ serve: server.fetch, token: first.told[0]! })
  expect(await list(second.client)).toEqual([id])
  expect(second.told).toEqual([])
})

test('messages have ids of the client’s own, the same at each reading, and none is ever sent', async () => {
  const { client, requests } = open()
  const stream = value(await createChat(client, { message: { text: 'hello' } }))
  await stream.final
  const conversationId = await stream.conversationId
  const ids = async () => value(await messagesList(client, { conversationId })).messages.map(({ id }) => id)
  const once = await ids()
  expect(new Set(once).size).toBe(2)
  expect(await ids()).toEqual(once)
  expect(JSON.stringify(requests.map(({ path, body }) => [path, body]))).not.toContain(once[0])
})

test('a conversation that begins without an id is an answer in another shape, and nothing is sent to it', async () => {
  const { client, requests } = open({ serve: async () => json({ success: true }, 201) })
  const { error } = await createChat(client, { message: { text: 'x' } })
  expect(error).toMatchObject({ code: 'invalid_response' })
  expect(requests).toHaveLength(1)
})
