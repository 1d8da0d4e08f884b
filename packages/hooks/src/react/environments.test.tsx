// @vitest-environment jsdom
import { createRequire } from 'node:module'
import { keepPreviousData, QueryClient, QueryClientProvider, useInfiniteQuery } from '@tanstack/react-query'
import { echoResponder } from '@parley/server'
import { act, render, screen, waitFor } from '@testing-library/react'
import { Component, StrictMode, Suspense, useMemo, version, type ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ClientCore } from '../core/createChatClient.ts'
import {
  ChatProvider,
  conversationsCreate,
  conversationsQuery,
  createChat,
  messagesSend,
  useChatClient,
  useChatStatus,
  useConversation,
  useConversationMessages,
  useConversationMessagesSuspense,
  useConversations,
  useConversationsSuspense,
  useConversationSuspense,
  useReply,
} from '../index.ts'
import { createTestChat, type TestChat } from '../testing/createTestChat.ts'

let chat: TestChat
afterEach(() => {
  vi.restoreAllMocks()
  return chat?.close()
})

async function begin() {
  chat = createTestChat({ userIdentifier: 'ada' })
  const { value } = await conversationsCreate(chat.client, { title: 'Ada asks' })
  await messagesSend(chat.client, { conversationId: value!.id, message: { text: 'hello' } })
  return value!.id
}

describe(`React ${version}`, () => {
  test('the suspense twins show their fallback, then data', async () => {
    const id = await begin()
    const Twins = () => {
      const conversations = useConversationsSuspense().data.pages.flatMap(page => page.conversations)
      const { data: conversation } = useConversationSuspense(id)
      const { data } = useConversationMessagesSuspense(id)
      return (
        <p data-testid="all">
          {conversations.length} {conversation.title} {data.pages.flatMap(page => page.messages).length}
        </p>
      )
    }
    render(
      <StrictMode>
        <ChatProvider client={chat.createClient({ userIdentifier: 'ada' })}>
          <Suspense fallback={<p>waiting</p>}>
            <Twins />
          </Suspense>
        </ChatProvider>
      </StrictMode>,
    )
    expect(screen.getByText('waiting')).toBeDefined()
    await waitFor(() => expect(screen.getByTestId('all').textContent).toBe('1 Ada asks 2'))
  })

  test('a suspense twin picks up a reply that is being written', async () => {
    chat = createTestChat({ userIdentifier: 'ada', responder: echoResponder({ delayMs: 60 }) })
    const { value } = await createChat(chat.client, { message: { text: 'one two three four five six' } })
    const conversationId = await value!.conversationId
    const Twin = () => {
      const { data } = useConversationMessagesSuspense(conversationId)
      const reply = useReply(conversationId)
      const last = data.pages.at(-1)!.messages.at(-1)!
      return <p data-testid="status">{(reply ?? last).metadata.status}</p>
    }
    render(
      <ChatProvider client={chat.createClient({ userIdentifier: 'ada' })}>
        <Suspense fallback={<p>waiting</p>}>
          <Twin />
        </Suspense>
      </ChatProvider>,
    )
    await waitFor(() => expect(screen.getByTestId('status').textContent).toBe('streaming'))
    await waitFor(() => expect(screen.getByTestId('status').textContent).toBe('complete'))
  })

  test('a suspense twin whose session is refused throws to the error boundary', async () => {
    chat = createTestChat()
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
      override state = { error: null as Error | null }
      static getDerivedStateFromError = (error: Error) => ({ error })
      override render = () => (this.state.error ? <p>refused: {this.state.error.message}</p> : this.props.children)
    }
    const Twin = () => <p>{useConversationsSuspense().data.pages.length}</p>
    const client = chat.createClient({ session: () => Promise.reject(new Error('nobody is signed in')) })
    render(
      <ChatProvider client={client}>
        <Boundary>
          <Suspense fallback={<p>waiting</p>}>
            <Twin />
          </Suspense>
        </Boundary>
      </ChatProvider>,
    )
    await waitFor(() => expect(screen.getByText(/refused: .*nobody is signed in/)).toBeDefined())
    errors.mockRestore()
  })

  test('a query of the app’s own follows the visitor, also where it is memoized by the client', async () => {
    await begin()
    const client = chat.createClient({ userIdentifier: 'ada' })
    const seen = new Set<unknown>()
    const Own = () => {
      const current = useChatClient()
      seen.add(current)
      // As the React Compiler would.
      const options = useMemo(() => conversationsQuery(current), [current])
      const { data } = useInfiniteQuery(options)
      const titles = data?.pages.flatMap(page => page.conversations.map(({ title }) => title))
      return <p data-testid="own">{titles ? `has ${titles.join()}` : 'none'}</p>
    }
    const queryClient = new QueryClient()
    render(
      <QueryClientProvider client={queryClient}>
        <ChatProvider client={client} queryClient={queryClient}>
          <Own />
        </ChatProvider>
      </QueryClientProvider>,
    )
    expect([...seen]).toEqual([client])
    await waitFor(() => expect(screen.getByTestId('own').textContent).toBe('has Ada asks'))
    const bob = chat.createClient({ userIdentifier: 'bob' })
    await conversationsCreate(bob, { title: 'Bob asks' })
    const session = (await (bob as ClientCore).sessions.get())!
    act(() => (client as ClientCore).sessions.adopt(session))
    expect(screen.getByTestId('own').textContent).toBe('none')
    await waitFor(() => expect(screen.getByTestId('own').textContent).toBe('has Bob asks'))
  })

  test('a host that shows what was there before does not show another conversation or visitor', async () => {
    const id = await begin()
    const { value: other } = await conversationsCreate(chat.client, { title: 'Another' })
    await messagesSend(chat.client, { conversationId: other!.id, message: { text: 'elsewhere' } })
    const queryClient = new QueryClient({ defaultOptions: { queries: { placeholderData: keepPreviousData } } })
    const Count = ({ of }: { of: string }) => {
      const messages = useConversationMessages(of).data?.pages.flatMap(page => page.messages)
      const conversations = useConversations().data?.pages.flatMap(page => page.conversations)
      return (
        <p data-testid="count">
          {messages?.length ?? 'no'} of {conversations?.length ?? 'no'}
        </p>
      )
    }
    const page = (shown: string) => (
      <ChatProvider client={chat.client} queryClient={queryClient}>
        <Count of={shown} />
      </ChatProvider>
    )
    const { rerender } = render(page(id))
    await waitFor(() => expect(screen.getByTestId('count').textContent).toBe('2 of 2'))
    rerender(page(other!.id))
    expect(screen.getByTestId('count').textContent).toBe('no of 2')
    await waitFor(() => expect(screen.getByTestId('count').textContent).toBe('2 of 2'))
    const bob = (await (chat.createClient({ userIdentifier: 'bob' }) as ClientCore).sessions.get())!
    act(() => (chat.client as ClientCore).sessions.adopt(bob))
    expect(screen.getByTestId('count').textContent).toBe('no of no')
  })

  test('null waits, too, where the host’s client is of another copy of TanStack Query', async () => {
    await begin()
    const other = createRequire(import.meta.url)('@tanstack/react-query') as { QueryClient: typeof QueryClient }
    expect(other.QueryClient).not.toBe(QueryClient)
    const queryClient = new other.QueryClient({ defaultOptions: { queries: { throwOnError: true } } })
    const Waiting = () => {
      const states = [useConversation(null), useConversationMessages(null)]
      const { isSuccess } = useConversations()
      return <p data-testid="states">{[isSuccess, ...states.map(state => state.fetchStatus + state.status)].join()}</p>
    }
    render(
      <ChatProvider client={chat.client} queryClient={queryClient}>
        <Waiting />
      </ChatProvider>,
    )
    await waitFor(() => expect(screen.getByTestId('states').textContent).toBe('true,idlepending,idlepending'))
  })

  test('useChatStatus listens where the window is not of the realm of AbortSignal, as in Jest', async () => {
    await begin()
    const listen = window.addEventListener.bind(window)
    vi.spyOn(window, 'addEventListener').mockImplementation((type, listener, options) => {
      if (Object(options).signal) throw new TypeError("member 'signal' that is not of type 'AbortSignal'")
      listen(type, listener, options)
    })
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
    const Online = () => <p data-testid="online">{String(useChatStatus().online)}</p>
    const { unmount } = render(
      <ChatProvider client={chat.client}>
        <Online />
      </ChatProvider>,
    )
    online.mockReturnValue(false)
    act(() => void window.dispatchEvent(new Event('offline')))
    expect(screen.getByTestId('online').textContent).toBe('false')
    const forget = vi.spyOn(window, 'removeEventListener')
    unmount()
    expect(forget.mock.calls.map(([type]) => type)).toEqual(expect.arrayContaining(['online', 'offline']))
  })

  test('without a session the queries say why, and useChatStatus too', async () => {
    chat = createTestChat()
    const Status = () => {
      const { error } = useConversations()
      const status = useChatStatus()
      return (
        <p data-testid="status">
          {status.session} {status.error?.code} {error?.code}
        </p>
      )
    }
    chat.faults.failNext(403, { times: 99, code: 'origin_mismatch' })
    const client = chat.createClient({
      retries: { strategy: 'none' },
      session: async () => {
        const response = await chat.fetch('https://chat.example/v1/chatSessions', { method: 'POST' })
        const { ChatError } = await import('../core/ChatError.ts')
        throw new ChatError('origin_mismatch', 'not here', { status: response.status })
      },
    })
    render(
      <ChatProvider client={client}>
        <Status />
      </ChatProvider>,
    )
    await waitFor(() =>
      expect(screen.getByTestId('status').textContent).toBe('refused origin_mismatch origin_mismatch'),
    )
  })
})
