// @vitest-environment jsdom
import { scriptedResponder } from '@parley/server'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { Activity, StrictMode, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { ChatProvider, messageText, useComposer, useConversationMessages, useCreateChat } from '../src/index.ts'
import { createTestChat, type TestChat } from '../src/testing/createTestChat.ts'

// What React 19.2 hides keeps its state and loses its effects, however often; a tab of an app is like that.

let chat: TestChat
afterEach(async () => chat?.close())

const words = Array.from({ length: 40 }, (_, index) => `w${index} `)
const slowly = scriptedResponder(
  [
    { type: 'text-start', id: 't' },
    ...words.map(delta => ({ type: 'text-delta' as const, id: 't', delta })),
    { type: 'text-end', id: 't' },
  ],
  { delayMs: 15 },
)

function Chat() {
  const { conversationId, reply, status } = useCreateChat()
  const { draft, setDraft, submit } = useComposer(conversationId)
  const { data } = useConversationMessages(conversationId)
  const messages = [...(data?.pages.flatMap(page => page.messages) ?? []), ...(reply ? [reply] : [])]
  return (
    <>
      <p data-testid="status">{status}</p>
      {messages.map(message => (
        <p key={message.id}>{messageText(message)}</p>
      ))}
      <input aria-label="Message" value={draft} onChange={event => setDraft(event.target.value)} />
      <button onClick={() => void submit()}>Send</button>
    </>
  )
}

const lines = () => [...document.querySelectorAll('p:not([data-testid])')].map(line => line.textContent)
const whole = ['q', words.join('')]

test.each<[string, (hidden: boolean, provide: (children: ReactNode) => ReactNode) => ReactNode]>([
  [
    'the chat',
    (hidden, provide) =>
      provide(
        <Activity mode={hidden ? 'hidden' : 'visible'}>
          <Chat />
        </Activity>,
      ),
  ],
  [
    'the provider with the chat',
    (hidden, provide) => <Activity mode={hidden ? 'hidden' : 'visible'}>{provide(<Chat />)}</Activity>,
  ],
])('hiding %s in the middle of a reply and showing it again shows the whole reply once', async (_, page) => {
  chat = createTestChat({ responder: slowly })
  const provide = (children: ReactNode) => (
    <StrictMode>
      <ChatProvider client={chat.client}>{children}</ChatProvider>
    </StrictMode>
  )
  const { rerender } = render(page(false, provide))
  fireEvent.change(screen.getByLabelText('Message'), { target: { value: 'q' } })
  await act(async () => fireEvent.click(screen.getByText('Send')))
  await waitFor(() => expect(lines().at(-1)).toContain('w3'))
  fireEvent.change(screen.getByLabelText('Message'), { target: { value: 'next' } })
  await act(async () => rerender(page(true, provide)))
  await new Promise(done => setTimeout(done, 100))
  await act(async () => rerender(page(false, provide)))
  expect(screen.getByLabelText<HTMLInputElement>('Message').value).toBe('next')
  await waitFor(() => expect(lines()).toEqual(whole))
  await waitFor(() => expect(screen.getByTestId('status').textContent).toBe('ready'))

  await act(async () => rerender(page(true, provide)))
  await new Promise(done => setTimeout(done, 50))
  await act(async () => rerender(page(false, provide)))
  await waitFor(() => expect(lines()).toEqual(whole))
  await act(async () => fireEvent.click(screen.getByText('Send')))
  await waitFor(() => expect(lines()).toEqual([...whole, 'next', words.join('')]))
})
