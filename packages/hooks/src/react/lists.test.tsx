// @vitest-environment jsdom
import { messageText, type Conversation } from '@parley/protocol'
import { scriptedResponder } from '@parley/server'
import { QueryClient } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import { useState, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import {
  ChatProvider,
  conversationsCreate,
  conversationsDelete,
  conversationsList,
  messagesList,
  useComposer,
  useContinueChat,
  useConversation,
  useConversationMessages,
  useConversations,
  useCreateChat,
  useCreateConversationMutation,
  useDeleteConversationMutation,
  useReply,
  useUpdateConversationMutation,
} from '../index.ts'
import { createTestChat, type TestChat, type TestChatOptions } from '../testing/createTestChat.ts'

let chat: TestChat
afterEach(() => chat?.close())

const slowly = scriptedResponder(
  ({ text }) => [
    { type: 'text-start', id: 't' },
    ...['to ', `${text}: `, 'one ', 'two'].map(delta => ({ type: 'text-delta' as const, id: 't', delta })),
    { type: 'text-end', id: 't' },
  ],
  { delayMs: 40 },
)

/** Answers of the lists and transcripts are never old: only what the client itself knows can change them. */
const neverStale = () => new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })

function begin(options: TestChatOptions = {}) {
  chat = createTestChat({ responder: slowly, ...options })
  const queryClient = neverStale()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ChatProvider client={chat.client} queryClient={queryClient}>
      {children}
    </ChatProvider>
  )
  return wrapper
}

const lists = () => chat.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/conversations'))
const useList = () => useConversations().data?.pages.flatMap(page => page.conversations)
const stored = async () => (await conversationsList(chat.client, {})).value!.conversations

function useTranscript(conversationId: string | null) {
  const messages = useConversationMessages(conversationId).data?.pages.flatMap(page => page.messages) ?? []
  const reply = useReply(conversationId)
  return [...messages, ...(reply ? [reply] : [])].map(
    message => `${message.role}:${message.metadata.status}:${messageText(message)}`,
  )
}

/** What a list shows of a conversation. When it was updated is its place. */
const shown = ({ id, title, messageCount, activeRun, lastMessage }: Conversation) =>
  [id, title, messageCount, activeRun, lastMessage?.text] as const

test('the list has what the server has when a reply is done, without asking', async () => {
  const wrapper = begin()
  const other = (await conversationsCreate(chat.client, { title: 'Another' })).value!
  const one = (await conversationsCreate(chat.client, {})).value!
  await conversationsCreate(chat.client, { title: 'The newest' })
  const { result } = renderHook(() => ({ chat: useContinueChat(one.id), list: useList() }), { wrapper })
  await waitFor(() => expect(result.current.list?.map(({ title }) => title)).toEqual(['The newest', '', 'Another']))
  let sending!: Promise<unknown>
  act(() => void (sending = result.current.chat.send('A question')))
  await waitFor(() => expect(result.current.chat.status).toBe('streaming'))
  expect(result.current.list!.map(({ title }) => title)).toEqual(['A question', 'The newest', 'Another'])
  expect(result.current.list![0]).toMatchObject({ messageCount: 2, activeRun: { id: expect.any(String) } })
  await act(() => sending)
  expect(result.current.list!.map(shown)).toEqual((await stored()).map(shown))
  expect(result.current.list!.at(-1)!.id).toBe(other.id)
  // And when its first message is replaced.
  const { messages } = (await messagesList(chat.client, { conversationId: one.id })).value!
  await act(() => result.current.chat.send('A better one', { replaces: messages[0]!.id }))
  expect(result.current.list!.map(shown)).toEqual((await stored()).map(shown))
  expect(result.current.list![0]!.title).toBe('A better one')
  // The two are of this test itself.
  expect(lists()).toHaveLength(3)
})

test('opening a conversation whose answer was completed meanwhile does not move it up', async () => {
  const wrapper = begin()
  const { result } = renderHook(
    () => {
      const [id, open] = useState<string | null>(null)
      return { open, begun: useCreateChat(), chat: useContinueChat(id), lines: useTranscript(id), list: useList() }
    },
    { wrapper },
  )
  await waitFor(() => expect(result.current.list).toEqual([]))
  const left = (await conversationsCreate(chat.client, {})).value!.id
  act(() => result.current.open(left))
  act(() => void result.current.chat.send('left early'))
  await waitFor(() => expect(result.current.chat.status).toBe('streaming'))
  act(() => result.current.open(null))
  await waitFor(async () => expect((await stored())[0]!.activeRun).toBeUndefined())
  await act(() => result.current.begun.send('newer'))
  expect(result.current.list!.map(({ title }) => title)).toEqual(['newer', 'left early'])
  act(() => result.current.open(left))
  await waitFor(() =>
    expect(result.current.lines).toEqual(['user:complete:left early', 'assistant:complete:to left early: one two']),
  )
  expect(result.current.chat.status).toBe('ready')
  expect(result.current.list!.map(({ title }) => title)).toEqual(['newer', 'left early'])
})

test('a conversation whose deletion was done but not answered does not stay in the list', async () => {
  const wrapper = begin({ client: { retries: { strategy: 'none' } } })
  const { id } = (await conversationsCreate(chat.client, { title: 'To be deleted' })).value!
  const { result } = renderHook(() => ({ remove: useDeleteConversationMutation(), list: useList() }), { wrapper })
  await waitFor(() => expect(result.current.list).toHaveLength(1))
  chat.faults.loseAnswer()
  await act(() => result.current.remove.mutateAsync({ conversationId: id }).catch(() => {}))
  await waitFor(() => expect(result.current.remove.error?.code).toBe('network'))
  await waitFor(() => expect(result.current.list).toEqual([]))
})

test('a deletion whose answer was lost is done, when it is asked again; one of what never was is not', async () => {
  begin()
  const { id: conversationId } = (await conversationsCreate(chat.client, {})).value!
  chat.faults.loseAnswer()
  expect(await conversationsDelete(chat.client, { conversationId })).toEqual({ ok: true, value: undefined })
  expect(chat.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(2)
  expect((await conversationsDelete(chat.client, { conversationId })).error).toMatchObject({ code: 'not_found' })
})

test('a conversation that is created is listed at once, and not when that fails', async () => {
  const wrapper = begin({ client: { retries: { strategy: 'none' } } })
  const { result } = renderHook(() => ({ create: useCreateConversationMutation(), list: useList() }), { wrapper })
  await waitFor(() => expect(result.current.list).toEqual([]))
  chat.faults.delayMs = 200
  const titles = () => result.current.list!.map(({ title }) => title)
  let created: Promise<unknown>
  act(() => void (created = result.current.create.mutateAsync({ title: 'Mine' })))
  await waitFor(() => expect(titles()).toEqual(['Mine']))
  expect(result.current.create.isPending).toBe(true)
  await act(() => created)
  const made = await stored()
  await waitFor(() => expect(result.current.list).toEqual(made))

  chat.faults.failNext(500)
  act(() => void (created = result.current.create.mutateAsync({ title: 'Never' }).catch(() => {})))
  await waitFor(() => expect(titles()).toEqual(['Never', 'Mine']))
  await act(() => created)
  await waitFor(() => expect(titles()).toEqual(['Mine']))
})

test('a conversation that is renamed has its name at once, wherever it is shown, and the old one when that fails', async () => {
  const wrapper = begin({ client: { retries: { strategy: 'none' } } })
  const { id } = (await conversationsCreate(chat.client, { title: 'Old' })).value!
  const { result } = renderHook(
    () => ({ rename: useUpdateConversationMutation(), list: useList(), one: useConversation(id).data }),
    { wrapper },
  )
  const names = () => [result.current.list?.[0]?.title, result.current.one?.title]
  await waitFor(() => expect(names()).toEqual(['Old', 'Old']))
  chat.faults.delayMs = 200
  let renamed: Promise<unknown>
  act(() => void (renamed = result.current.rename.mutateAsync({ conversationId: id, title: 'New' })))
  await waitFor(() => expect(names()).toEqual(['New', 'New']))
  expect(result.current.rename.isPending).toBe(true)
  await act(() => renamed)
  expect(names()).toEqual(['New', 'New'])

  chat.faults.failNext(500)
  act(() => void (renamed = result.current.rename.mutateAsync({ conversationId: id, title: 'Never' }).catch(() => {})))
  await waitFor(() => expect(names()).toEqual(['Never', 'Never']))
  await act(() => renamed)
  await waitFor(() => expect(names()).toEqual(['New', 'New']))
})

test('what is typed for a new conversation stays there while another goes on', async () => {
  const wrapper = begin()
  const { id } = (await conversationsCreate(chat.client, {})).value!
  const { result } = renderHook(
    () => ({ chat: useContinueChat(id), here: useComposer(id), other: useComposer(null) }),
    { wrapper },
  )
  act(() => result.current.other.setDraft('another thing'))
  await act(() => result.current.chat.send('hello'))
  expect([result.current.here.draft, result.current.other.draft]).toEqual(['', 'another thing'])
})

test('the greeting of a character is there although the transcript is never stale', async () => {
  const wrapper = begin({
    characters: [{ id: 'guide', name: 'Guide', description: 'Shows the way.', greeting: 'Where to?' }],
  })
  const { result } = renderHook(
    () => {
      const begun = useCreateChat({ characterId: 'guide' })
      return { begun, lines: useTranscript(begun.conversationId) }
    },
    { wrapper },
  )
  act(() => void result.current.begun.send('home')) // drawn while it is written, as a page is
  await waitFor(() =>
    expect(result.current.lines).toEqual([
      'assistant:complete:Where to?',
      'user:complete:home',
      'assistant:complete:to home: one two',
    ]),
  )
})
