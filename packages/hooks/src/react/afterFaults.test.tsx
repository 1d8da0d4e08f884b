// @vitest-environment jsdom
import { messageText } from '@parley/protocol'
import { scriptedResponder } from '@parley/server'
import { QueryClient } from '@tanstack/react-query'
import { act, render, renderHook, waitFor } from '@testing-library/react'
import { useEffect, useState, type ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import {
  ChatProvider,
  conversationsCreate,
  conversationsList,
  messagesList,
  regenerateReply,
  useComposer,
  useContinueChat,
  useConversation,
  useConversationMessages,
  useCreateChat,
  useReply,
  useSendMessageMutation,
} from '../index.ts'
import { createTestChat, type TestChat, type TestChatOptions } from '../testing/createTestChat.ts'

let chat: TestChat
afterEach(() => {
  vi.restoreAllMocks()
  return chat?.close()
})

const slowly = scriptedResponder(
  ({ text }) => [
    { type: 'text-start', id: 't' },
    ...['to ', `${text}: `, 'one ', 'two ', 'three'].map(delta => ({ type: 'text-delta' as const, id: 't', delta })),
    { type: 'text-end', id: 't' },
  ],
  { delayMs: 40 },
)

/** A transcript is read once: what is wrong in it stays wrong, unless the client itself sees to it. */
async function begin(options: TestChatOptions = {}) {
  chat = createTestChat({ responder: slowly, client: { retries: { strategy: 'none' } }, ...options })
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: 3_600_000 } } })
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ChatProvider client={chat.client} queryClient={queryClient}>
      {children}
    </ChatProvider>
  )
  const { id } = (await conversationsCreate(chat.client, { title: 'A conversation' })).value!
  return { id, wrapper }
}

function useTranscript(conversationId: string | null) {
  const messages = useConversationMessages(conversationId).data?.pages.flatMap(page => page.messages)
  const reply = useReply(conversationId)
  return messages && [...messages, ...(reply ? [reply] : [])]
}
const stored = async (conversationId: string) => (await messagesList(chat.client, { conversationId })).value!.messages
const lines = (messages: Awaited<ReturnType<typeof stored>> | undefined) =>
  messages?.map(message => `${message.role}:${message.metadata.status}:${messageText(message)}`)

test('a message whose answer ended before anything of it was heard has the id that the server gave it', async () => {
  const { id, wrapper } = await begin()
  const { result } = renderHook(() => ({ chat: useContinueChat(id), shown: useTranscript(id) }), { wrapper })
  await waitFor(() => expect(result.current.shown).toEqual([]))
  chat.faults.cutAfter(0)
  let sending!: Promise<unknown>
  act(() => void (sending = result.current.chat.send('Heard?')))
  chat.faults.delayMs = 400 // it is over before the client can come back
  await act(() => sending)
  chat.faults.delayMs = 0
  expect(lines(result.current.shown)).toEqual(['user:complete:Heard?', 'assistant:complete:to Heard?: one two three'])
  expect(result.current.shown!.map(message => message.id)).toEqual((await stored(id)).map(message => message.id))
})

test('half an answer that was still being looked for when the next message was sent is read to its end', async () => {
  const { id, wrapper } = await begin({ client: {} })
  const { result } = renderHook(() => ({ chat: useContinueChat(id), shown: useTranscript(id) }), { wrapper })
  await waitFor(() => expect(result.current.shown).toEqual([]))
  await act(() => result.current.chat.send('first'))
  // The server writes it again, and the client is told that it must not.
  chat.faults.loseAnswer({ path: /regenerate/ })
  chat.faults.failNext(403, { code: 'forbidden', path: /regenerate/ })
  vi.spyOn(Math, 'random').mockReturnValue(0) // tried again at once
  await act(() => result.current.chat.regenerate().catch(() => {}))
  chat.faults.failNext(503, { path: /stream$/, retryAfter: '60' })
  act(() => result.current.chat.clearError())
  await waitFor(() => expect(lines(result.current.shown)?.at(-1)).toContain('assistant:streaming'))
  await waitFor(async () => expect(lines(await stored(id))?.at(-1)).toContain('assistant:complete'))
  await act(() => result.current.chat.send('second'))
  await waitFor(() =>
    expect(lines(result.current.shown)).toEqual([
      'user:complete:first',
      'assistant:complete:to first: one two three',
      'user:complete:second',
      'assistant:complete:to second: one two three',
    ]),
  )
})

test('an answer that was stopped before it was known to be written again is shown as the server has it', async () => {
  const { id, wrapper } = await begin({ client: {} })
  const { result } = renderHook(() => ({ chat: useContinueChat(id), shown: useTranscript(id) }), { wrapper })
  await waitFor(() => expect(result.current.shown).toEqual([]))
  await act(() => result.current.chat.send('first'))
  const before = result.current.shown!.at(-1)!.id
  chat.faults.loseAnswer({ path: /regenerate/, times: 100 })
  act(() => void result.current.chat.regenerate().catch(() => {}))
  await waitFor(() => expect(chat.requests.some(({ path }) => path.includes('regenerate'))).toBe(true))
  await act(() => result.current.chat.stop())
  await waitFor(() => expect(result.current.shown!.at(-1)!.id).not.toBe(before))
  await waitFor(async () => expect(result.current.shown).toEqual(await stored(id)))
})

test('an error that is dismissed takes no text with it', async () => {
  const { id, wrapper } = await begin()
  const { result } = renderHook(
    () => ({ chat: useContinueChat(id), composer: useComposer(id), shown: useTranscript(id) }),
    { wrapper },
  )
  await waitFor(() => expect(result.current.shown).toEqual([]))
  act(() => result.current.composer.setDraft('first'))
  chat.faults.failNext(503, { method: 'POST' })
  let sending!: Promise<void>
  act(() => void (sending = result.current.composer.submit()))
  act(() => result.current.composer.setDraft('typed on'))
  await act(() => sending)
  expect(result.current.chat.error?.code).toBe('unavailable')
  expect(lines(result.current.shown)).toEqual(['user:failed:first'])
  act(() => result.current.chat.clearError())
  expect([result.current.chat.status, result.current.chat.error]).toEqual(['ready', null])
  expect([result.current.shown, result.current.composer.draft]).toEqual([[], 'first\ntyped on'])
})

test('a message that was stopped, and that the server has nevertheless, is not there twice when it is sent again', async () => {
  const { wrapper } = await begin({ client: {} })
  const { result } = renderHook(() => ({ chat: useCreateChat(), composer: useComposer(null) }), { wrapper })
  act(() => result.current.composer.setDraft('first'))
  chat.faults.loseAnswer({ path: /conversations$/, times: 100 })
  let sending!: Promise<void>
  act(() => void (sending = result.current.composer.submit()))
  await waitFor(() => expect(chat.requests.some(({ method }) => method === 'POST')).toBe(true))
  await act(() => result.current.chat.stop())
  await act(() => sending)
  chat.faults.clear()
  expect(result.current.chat).toMatchObject({ status: 'ready', error: null, pending: null })
  expect(result.current.composer.draft).toBe('first')
  await act(() => result.current.composer.submit())
  const { conversations } = (await conversationsList(chat.client, {})).value!
  expect(conversations.map(({ title }) => title).sort()).toEqual(['A conversation', 'first'])
})

test('half an answer that could not be resumed is whole again when the conversation goes on', async () => {
  const { id, wrapper } = await begin()
  const { result } = renderHook(() => ({ chat: useContinueChat(id), shown: useTranscript(id) }), { wrapper })
  await waitFor(() => expect(result.current.shown).toEqual([]))
  chat.faults.cutAfter(4)
  chat.faults.failNext(400, { path: /stream$/ })
  await act(() => result.current.chat.send('first').catch(() => {}))
  expect(result.current.chat.status).toBe('interrupted')
  await waitFor(async () => expect(lines(await stored(id))?.at(-1)).toContain('assistant:complete'))
  await act(() => result.current.chat.send('second'))
  await waitFor(async () => expect(result.current.shown).toEqual(await stored(id)))
})

test('a message that the server had, and whose answer was written again elsewhere, is not sent a second time', async () => {
  const { id, wrapper } = await begin()
  const { result } = renderHook(
    () => ({ chat: useContinueChat(id), composer: useComposer(id), shown: useTranscript(id) }),
    { wrapper },
  )
  await waitFor(() => expect(result.current.shown).toEqual([]))
  chat.faults.loseAnswer({ path: /messages$/ })
  act(() => result.current.composer.setDraft('first'))
  await act(() => result.current.composer.submit())
  expect([result.current.chat.error?.code, result.current.composer.draft]).toEqual(['network', 'first'])
  await waitFor(async () => expect(lines(await stored(id))?.at(-1)).toContain('assistant:complete'))
  const messageId = (await stored(id)).at(-1)!.id
  await (
    await regenerateReply(chat.client, { conversationId: id, messageId })
  ).value!.final
  await act(() => result.current.chat.retry().catch(() => {}))
  expect(result.current.chat).toMatchObject({ status: 'ready', error: null, pending: null })
  expect(result.current.composer.draft).toBe('')
  await waitFor(async () => expect(result.current.shown).toEqual(await stored(id)))
  expect(lines(result.current.shown)).toEqual(['user:complete:first', 'assistant:complete:to first: one two three'])
})

test('what is typed in a conversation that was found in the list before its beginning was heard stays there', async () => {
  const { wrapper } = await begin()
  const { result } = renderHook(
    () => {
      const [id, open] = useState<string | null>(null)
      return { open, begun: useCreateChat(), composer: useComposer(id) }
    },
    { wrapper },
  )
  chat.faults.delayMs = 200
  const server = chat.server.fetch
  let id = ''
  let sending!: Promise<unknown>
  act(() => void (sending = result.current.begun.send('first')))
  await waitFor(() => expect(chat.requests.some(({ method }) => method === 'POST')).toBe(true))
  chat.faults.delayMs = 0
  // The server has it, and its answer is on the way.
  const respond = vi.spyOn(chat.server, 'fetch').mockImplementation(async (request, at) => {
    const response = await server(request, at)
    if (request.method !== 'POST') return response
    await new Promise(resolve => setTimeout(resolve, 300))
    return response
  })
  await waitFor(async () => {
    id = (await conversationsList(chat.client, {})).value!.conversations.find(({ title }) => title === 'first')!.id
    expect(id).toMatch(/^c_/)
  })
  act(() => result.current.open(id))
  act(() => result.current.composer.setDraft('and then'))
  await act(() => sending)
  respond.mockRestore()
  expect(result.current.begun.conversationId).toBe(id)
  expect(result.current.composer.draft).toBe('and then')
})

test('a composer of new conversations waits for the message that begins one, and goes on with the next', async () => {
  const { wrapper } = await begin()
  const { result } = renderHook(
    () => {
      const [count, setCount] = useState(0)
      return {
        again: () => setCount(count + 1),
        composer: useComposer(null),
        chats: [useCreateChat(), useCreateChat()],
      }
    },
    { wrapper },
  )
  const [, begun] = result.current.chats
  act(() => result.current.composer.setDraft('first'))
  let sending!: Promise<void>
  act(() => void (sending = result.current.composer.submit()))
  act(() => result.current.composer.setDraft('second'))
  expect(begun!.conversationId).toBeNull()
  expect(result.current.composer.canSubmit).toBe(false)
  await act(() => sending)
  expect(result.current.composer).toMatchObject({ canSubmit: true, draft: 'second' })
})

test('a composer that stays is that of the new conversation from its first letter on', async () => {
  const { wrapper } = await begin()
  const seen: { composer?: ReturnType<typeof useComposer>; begun?: ReturnType<typeof useCreateChat> } = {}
  function Composer() {
    const composer = useComposer(null)
    useEffect(() => {
      seen.composer = composer
    })
    return null
  }
  function Chat() {
    const begun = useCreateChat()
    useEffect(() => {
      seen.begun = begun
    })
    return null
  }
  // Nothing draws the composer anew when the chat beside it is another.
  const composer = <Composer />
  const page = (name: string) => [<div key="composer">{composer}</div>, <Chat key={name} />]
  const { rerender } = render(<>{page('one')}</>, { wrapper })
  act(() => seen.composer!.setDraft('first'))
  await act(() => seen.composer!.submit())
  const first = seen.begun!.conversationId
  expect(first).not.toBeNull()
  act(() => seen.composer!.setDraft('for the first'))
  rerender(<>{page('two')}</>)
  expect(seen.composer!.draft).toBe('')
  act(() => seen.composer!.setDraft('s'))
  act(() => seen.composer!.setDraft('second'))
  expect(seen.composer!.draft).toBe('second')
  await act(() => seen.composer!.submit())
  expect(seen.begun!.conversationId).not.toBe(first)
  expect(lines(await stored(seen.begun!.conversationId!))?.[0]).toBe('user:complete:second')
})

test('who leaves while an answer is being stopped finds it later as the server has it', async () => {
  const { id, wrapper } = await begin()
  const { result } = renderHook(
    () => {
      const [shownId, open] = useState<string | null>(id)
      return { open, chat: useContinueChat(shownId), shown: useTranscript(shownId) }
    },
    { wrapper },
  )
  await waitFor(() => expect(result.current.shown).toEqual([]))
  act(() => void result.current.chat.send('first').catch(() => {}))
  await waitFor(() => expect(lines(result.current.shown)?.at(-1)).toContain('streaming:to first'))
  // The server never hears of it.
  chat.faults.failNext(403, { code: 'forbidden', path: /stop$/ })
  chat.faults.delayMs = 100
  let stopping!: Promise<void>
  act(() => void (stopping = result.current.chat.stop()))
  stopping.catch(() => {})
  act(() => result.current.open(null))
  await act(() => new Promise(resolve => setTimeout(resolve, 600)))
  chat.faults.delayMs = 0
  act(() => result.current.open(id))
  await waitFor(() =>
    expect(lines(result.current.shown)).toEqual(['user:complete:first', 'assistant:complete:to first: one two three']),
  )
})

test('what is asked of a chat and refused is nobody’s unhandled rejection', async () => {
  const unhandled = vi.fn<(reason: unknown) => void>()
  process.on('unhandledRejection', unhandled)
  const { id, wrapper } = await begin()
  const { result } = renderHook(() => useContinueChat(id), { wrapper })
  act(() => void result.current.send('first'))
  await waitFor(() => expect(result.current.status).toBe('streaming'))
  chat.faults.failNext(500, { path: /stop$/ })
  await act(async () => {
    void result.current.stop()
    void result.current.send('second')
    void result.current.regenerate()
    await new Promise(resolve => setTimeout(resolve, 50))
  })
  await expect(result.current.send('third')).rejects.toMatchObject({ code: 'run_active' })
  await waitFor(() => expect(result.current.status).toBe('ready'))
  expect(lines(await stored(id))).toEqual(['user:complete:first', 'assistant:complete:to first: one two three'])
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

test('an answer that failed stays on screen while the next is asked for', async () => {
  const { id, wrapper } = await begin({
    responder: async function* ({ text }) {
      yield { type: 'text-delta', id: 't', delta: `to ${text}` }
      await new Promise(resolve => setTimeout(resolve, 60))
      if (text === 'first') throw new Error('away')
    },
  })
  const frames: (string[] | undefined)[] = []
  const { result } = renderHook(
    () => {
      const shown = lines(useTranscript(id))
      frames.push(shown)
      return useContinueChat(id)
    },
    { wrapper },
  )
  await act(() => result.current.send('first').catch(() => {}))
  expect(result.current.status).toBe('error')
  const from = frames.length
  let sending!: Promise<unknown>
  act(() => void (sending = result.current.send('second')))
  await waitFor(() => expect(result.current.status).toBe('streaming'))
  await act(() => sending)
  expect(frames.length - from).toBeGreaterThan(2)
  for (const shown of frames.slice(from)) expect(shown?.[1]).toBe('assistant:failed:to first')
})

test('a message that was sent without a stream is in its conversation', async () => {
  chat = createTestChat()
  const { value } = await conversationsCreate(chat.client, {})
  const { result } = renderHook(
    () => ({ conversation: useConversation(value!.id), mutation: useSendMessageMutation() }),
    { wrapper: ({ children }) => <ChatProvider client={chat.client}>{children}</ChatProvider> },
  )
  await waitFor(() => expect(result.current.conversation.data?.messageCount).toBe(0))
  await act(() => result.current.mutation.mutateAsync({ conversationId: value!.id, message: { text: 'hello' } }))
  await waitFor(() => expect(result.current.conversation.data).toMatchObject({ title: 'hello', messageCount: 2 }))
})

test('who hears that an answer is over, or has failed, sends the next', async () => {
  const { id, wrapper } = await begin()
  const texts = ['one', 'two', 'three']
  const refused: unknown[] = []
  renderHook(
    () => {
      const { status, send } = useContinueChat(id)
      useEffect(() => {
        const text = status === 'ready' || status === 'error' ? texts.shift() : undefined
        if (text === 'two') chat.faults.failNext(503, { method: 'POST' })
        if (text) send(text).catch(({ code }) => refused.push(code))
      }, [status, send])
    },
    { wrapper },
  )
  await waitFor(async () => expect(lines(await stored(id))?.at(-1)).toBe('assistant:complete:to three: one two three'))
  expect(refused).toEqual(['unavailable'])
  expect(await stored(id)).toHaveLength(4)
})

test('a change that was refused, because an answer was being written, is still a change when that one is here', async () => {
  const { id, wrapper } = await begin()
  const { result } = renderHook(() => ({ chat: useContinueChat(id), shown: useTranscript(id) }), { wrapper })
  await waitFor(() => expect(result.current.shown).toEqual([]))
  await act(() => result.current.chat.send('first'))
  const [question, answer] = await stored(id)
  await (
    await regenerateReply(chat.client, { conversationId: id, messageId: answer!.id })
  ).value!.start
  await act(() => result.current.chat.send('changed', { replaces: question!.id }).catch(() => {}))
  expect(result.current.chat.error?.code).toBe('run_active')
  await act(() => result.current.chat.resume())
  expect(lines(result.current.shown)).toEqual([
    'user:complete:first',
    'assistant:complete:to first: one two three',
    'user:failed:changed',
  ])
  await act(() => result.current.chat.retry())
  await waitFor(async () => expect(result.current.shown).toEqual(await stored(id)))
  expect(lines(result.current.shown)).toEqual(['user:complete:changed', 'assistant:complete:to changed: one two three'])
})
