// @vitest-environment jsdom
import { ChatError, ChatProvider, chatSessionsCreate, type ChatSession, type SessionSource } from '@parley/hooks'
import { createTestChat, type TestChat } from '@parley/hooks/testing'
import { fireEvent, render, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import { testBackends } from '../../../hooks/src/testing/testBackends.ts'
import { ChatPanel } from './ChatPanel.tsx'

beforeEach(() => localStorage.clear())

// Not datamonkey, which has its sessions with its answers.
it.each(['parley', 'inkeep', 'gram', 'aurora', 'aiSdk'] as const)(
  'a chat over %s that got no session has one after "Try again", and says so where it has none again',
  async name => {
    const inConsole = vi.spyOn(console, 'error').mockImplementation(() => {})
    let isSignedIn = false
    const session = vi.fn<SessionSource>(async (): Promise<ChatSession> => {
      const minted = await chatSessionsCreate(chat.createClient(), {})
      if (isSignedIn && minted.ok) return minted.value
      throw new ChatError('unauthorized', 'Nobody is signed in.', { status: 401 })
    })
    const chat: TestChat = createTestChat({ dialects: 'all', client: { ...testBackends[name](), session } })
    const { container } = render(
      <ChatProvider client={chat.client}>
        <ChatPanel />
      </ChatProvider>,
    )
    const seen = within(container.querySelector('[data-parley]')!.shadowRoot!.querySelector<HTMLElement>('.surface')!)
    // Not every backend has something to ask for before a message.
    fireEvent.change(await seen.findByRole('textbox', { name: 'Message' }), { target: { value: 'hello' } })
    fireEvent.click(seen.getByRole('button', { name: 'Send message' }))
    const told = (await seen.findByRole('alert')).querySelector('p')
    const asked = session.mock.calls.length

    const retry = seen.getByRole('button', { name: 'Try again' })
    retry.focus()
    fireEvent.click(retry)
    // An element of its own, which a screen reader says again; and the button keeps its focus.
    await waitFor(() => expect(seen.getByRole('alert').querySelector('p')).not.toBe(told))
    expect(session.mock.calls.length).toBe(asked + 1)
    expect((retry.getRootNode() as ShadowRoot).activeElement).toBe(retry)

    isSignedIn = true
    fireEvent.click(retry)
    await waitFor(() => expect(seen.queryByRole('alert')).toBeNull())
    // The draft has waited.
    expect(await seen.findByDisplayValue('hello')).toBeTruthy()
    inConsole.mockRestore()
    await chat.close()
  },
)
