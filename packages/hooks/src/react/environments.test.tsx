// @vitest-environment jsdom
import { render, screen, waitFor } from '@testing-library/react'
import { Component, StrictMode, Suspense, version, type ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  ChatProvider,
  conversationsCreate,
  messagesSend,
  useChatStatus,
  useConversationMessagesSuspense,
  useConversations,
  useConversationsSuspense,
  useConversationSuspense,
} from '../index.ts'
import { createTestChat, type TestChat } from '../testing/createTestChat.ts'

let chat: TestChat
afterEach(() => chat?.close())

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
