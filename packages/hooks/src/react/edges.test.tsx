// @vitest-environment jsdom
import { scriptedResponder } from '@parley/server'
import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { act, fireEvent, render, renderHook, screen, waitFor } from '@testing-library/react'
import { Component, StrictMode, Suspense, type ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ClientCore } from '../core/createChatClient.ts'
import {
  ChatProvider,
  conversationsCreate,
  useComposer,
  useContinueChat,
  useConversations,
  useConversationsSuspense,
  useCreateChat,
  useDeleteConversationMutation,
  type ChatClient,
  type ChatSession,
} from '../index.ts'
import { createTestChat, type TestChat } from '../testing/createTestChat.ts'

let chat: TestChat
afterEach(async () => {
  vi.restoreAllMocks()
  await chat?.close()
})

const slowly = scriptedResponder(
  [
    { type: 'text-start', id: 't' },
    ...Array.from({ length: 40 }, (_, index) => ({ type: 'text-delta' as const, id: 't', delta: `w${index} ` })),
    { type: 'text-end', id: 't' },
  ],
  { delayMs: 15 },
)
const wrapperOf =
  (client: ChatClient) =>
  ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <ChatProvider client={client}>{children}</ChatProvider>
    </StrictMode>
  )
const sessionOf = async (client: ChatClient): Promise<ChatSession> => (await (client as ClientCore).sessions.get())!

test('a chat whose server names no conversation ends with an error, and the text is back', async () => {
  chat = createTestChat()
  const events = [{ type: 'start', messageId: 'm_1' }, { type: 'finish' }]
  const text = events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('')
  const client = chat.createClient({
    fetch: async (input, init) =>
      (input as string).endsWith('/conversations') && init?.method === 'POST'
        ? new Response(text, { headers: { 'content-type': 'text/event-stream' } })
        : chat.fetch(input, init),
  })
  const { result } = renderHook(() => ({ chat: useCreateChat(), composer: useComposer(null) }), {
    wrapper: wrapperOf(client),
  })
  await act(() => result.current.chat.send('hello').catch(() => {}))
  expect(result.current.chat).toMatchObject({ status: 'error', error: { code: 'invalid_response' } })
  expect(result.current.composer.draft).toBe('hello')
})

describe('an error boundary', () => {
  class Boundary extends Component<{ children: ReactNode; onReset(): void }, { failed: boolean }> {
    override state = { failed: false }
    static getDerivedStateFromError = () => ({ failed: true })
    handleClick = () => {
      this.props.onReset()
      this.setState({ failed: false })
    }
    override render = () =>
      this.state.failed ? <button onClick={this.handleClick}>Try again</button> : this.props.children
  }
  const Twin = () => <p data-testid="pages">{useConversationsSuspense().data.pages.length}</p>
  const show = (client: ChatClient) =>
    render(
      <ChatProvider client={client}>
        <QueryErrorResetBoundary>
          {({ reset }) => (
            <Boundary onReset={reset}>
              <Suspense fallback={<p>waiting</p>}>
                <Twin />
              </Suspense>
            </Boundary>
          )}
        </QueryErrorResetBoundary>
      </ChatProvider>,
    )

  test('that is reset tries a refused session again: one mint each time', async () => {
    chat = createTestChat()
    vi.spyOn(console, 'error').mockImplementation(() => {})
    let isSignedIn = false
    const session = vi.fn<() => Promise<ChatSession>>(async () => {
      if (!isSignedIn) throw new Error('nobody is signed in')
      return sessionOf(chat.client)
    })
    show(chat.createClient({ session }))
    await screen.findByText('Try again')
    isSignedIn = true
    await act(async () => void (await new Promise(resolve => setTimeout(resolve, 1_100)))) // while a refusal holds
    fireEvent.click(screen.getByText('Try again'))
    expect((await screen.findByTestId('pages')).textContent).toBe('1')
    expect(session).toHaveBeenCalledTimes(2)
  })

  test('that is reset reads a failed query again', async () => {
    chat = createTestChat({ client: { retries: { strategy: 'none' } } })
    vi.spyOn(console, 'error').mockImplementation(() => {})
    chat.faults.failNext(500, { path: /conversations/ })
    show(chat.client)
    fireEvent.click(await screen.findByText('Try again'))
    expect((await screen.findByTestId('pages')).textContent).toBe('1')
  })
})

test('two providers on a page share nothing: neither drafts nor replies nor requests', async () => {
  chat = createTestChat({ responder: slowly })
  const other = createTestChat({ responder: slowly })
  const Chat = ({ name }: { name: string }) => {
    const { send, status } = useCreateChat()
    const { draft, setDraft } = useComposer(null)
    const handleClick = () => {
      setDraft('a draft')
      void send('hello').catch(() => {})
    }
    return <button onClick={handleClick}>{`${name} ${status} ${draft}`}</button>
  }
  render(
    <>
      <ChatProvider client={chat.client}>
        <Chat name="one" />
      </ChatProvider>
      <ChatProvider client={other.client}>
        <Chat name="two" />
      </ChatProvider>
    </>,
  )
  fireEvent.click(screen.getByText(/^one/))
  await screen.findByText('one streaming a draft')
  expect(screen.getByText(/^two/).textContent).toBe('two ready ')
  expect(other.requests).toHaveLength(0)
  await other.close()
})

test('a mint that was under way when somebody signed in is nobody’s', async () => {
  chat = createTestChat()
  const ada = await sessionOf(chat.createClient({ userIdentifier: 'ada' }))
  const bob = await sessionOf(chat.createClient({ userIdentifier: 'bob' }))
  let answer: ((session: ChatSession) => void) | undefined
  const client = chat.createClient({ session: () => new Promise(resolve => (answer = resolve)) })
  const seen: (string | null)[] = []
  const { result } = renderHook(
    () => {
      seen.push(client.visitorId)
      return useConversations()
    },
    { wrapper: wrapperOf(client) },
  )
  await waitFor(() => expect(answer).toBeDefined())
  act(() => (client as ClientCore).sessions.adopt(bob))
  await act(async () => answer!(ada))
  await waitFor(() => expect(result.current.data).toBeDefined())
  expect(client.visitorId).toBe(bob.visitorId)
  expect(seen).not.toContain(ada.visitorId)
})

test('a conversation that is deleted while its reply streams stays away', async () => {
  chat = createTestChat({ responder: slowly })
  const errors = vi.spyOn(console, 'error')
  const { value } = await conversationsCreate(chat.client, { title: 'A conversation' })
  const { id } = value!
  const { result } = renderHook(
    () => ({
      chat: useContinueChat(id),
      ids: useConversations().data?.pages.flatMap(page => page.conversations.map(known => known.id)),
      remove: useDeleteConversationMutation(),
    }),
    { wrapper: wrapperOf(chat.client) },
  )
  await waitFor(() => expect(result.current.ids).toEqual([id]))
  let sending!: Promise<unknown>
  act(() => void (sending = result.current.chat.send('go').catch(() => {})))
  await waitFor(() => expect(result.current.chat.status).toBe('streaming'))
  await act(() => result.current.remove.mutateAsync({ conversationId: id }))
  await act(async () => void (await sending))
  expect(result.current.chat).toMatchObject({ status: 'ready', error: null })
  expect(result.current.ids).toEqual([])
  expect(errors).not.toHaveBeenCalled()
})
