// @vitest-environment jsdom
import { ChatError, ChatProvider } from '@parley/hooks'
import { createTestChat, type TestChat, type TestChatOptions } from '@parley/hooks/testing'
import { act, fireEvent, render, waitFor, within } from '@testing-library/react'
import { StrictMode, useState, type ReactElement } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Message } from '../message/Message.tsx'
import { messageOf } from '../stories/answers.ts'
import { Greeting } from '../transcript/Greeting.tsx'
import { ChatPanel } from './ChatPanel.tsx'
import type { ChatEvents } from './ChatSettings.ts'
import { ChatSurface } from './ChatSurface.tsx'
import { ChatWidget } from './ChatWidget.tsx'

let chat: TestChat
const reported = vi.fn<(error: unknown) => void>()
beforeEach(() => {
  localStorage.clear()
  reported.mockClear()
  vi.stubGlobal('reportError', reported)
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await chat.close()
})

/** A host page with a chat, and what a visitor does in it. */
function open(part: ReactElement, options: TestChatOptions = {}) {
  chat = createTestChat(options)
  const tree = (inside: ReactElement | null) => (
    <StrictMode>
      <p>The host</p>
      <ChatProvider client={chat.client}>{inside}</ChatProvider>
    </StrictMode>
  )
  const { container, rerender } = render(tree(part))
  const surface = () => container.querySelector('[data-parley]')!.shadowRoot!.querySelector<HTMLElement>('.surface')!
  const seen = () => within(surface())
  return {
    container,
    seen,
    put: (inside: ReactElement | null) => rerender(tree(inside)),
    async send(text: string) {
      const box = await seen().findByRole('textbox', { name: 'Message' })
      fireEvent.change(box, { target: { value: text } })
      fireEvent.click(seen().getByRole('button', { name: 'Send message' }))
    },
    answered: (count: number) =>
      waitFor(() =>
        expect(surface().querySelectorAll('[data-role=assistant][data-status=complete]')).toHaveLength(count),
      ),
    failNext: () => chat.faults.failNext(422, { code: 'validation_failed', method: 'POST' }),
  }
}

const settled = () => act(() => new Promise(resolve => setTimeout(resolve, 50)))

describe('an error is told once', () => {
  it('whatever the host draws, with a handler that is new each time', async () => {
    const onError = vi.fn<NonNullable<ChatEvents['onError']>>()
    const page = open(<ChatPanel onError={event => onError(event)} />)
    await page.send('hello')
    await page.answered(1)
    page.failNext()
    await page.send('again')
    await waitFor(() => expect(onError).toHaveBeenCalledOnce())
    for (let times = 0; times < 5; times++) page.put(<ChatPanel onError={event => onError(event)} />)
    await settled()
    expect(onError.mock.calls).toEqual([[{ code: 'validation_failed', message: expect.any(String) }]])
  })

  it('to a host that draws itself anew because of it', async () => {
    const told = vi.fn<() => void>()
    function Host() {
      const [, setCount] = useState(0)
      const handleError = () => {
        told()
        setCount(count => Math.min(count + 1, 20))
      }
      return <ChatPanel onError={handleError} />
    }
    const page = open(<Host />)
    page.failNext()
    await page.send('hello')
    await waitFor(() => expect(told).toHaveBeenCalled())
    await settled()
    expect(told).toHaveBeenCalledOnce()
  })

  it('also when the chat goes and comes back', async () => {
    const onError = vi.fn<NonNullable<ChatEvents['onError']>>()
    const page = open(<ChatPanel key="before" onError={onError} />)
    await page.send('hello')
    await page.answered(1)
    page.failNext()
    await page.send('again')
    await waitFor(() => expect(onError).toHaveBeenCalledOnce())
    page.put(null)
    page.put(<ChatPanel key="after" onError={onError} />)
    await page.seen().findByText('Try again')
    await settled()
    expect(onError).toHaveBeenCalledOnce()
  })

  it('and so is a session that is over', async () => {
    const inConsole = vi.spyOn(console, 'error').mockImplementation(() => {})
    const events = { onError: vi.fn<() => void>(), onSessionExpired: vi.fn<() => void>() }
    const session = () => Promise.reject(new ChatError('session_expired', 'Over.', { status: 401 }))
    const page = open(<ChatPanel key="before" {...events} />, { client: { session } })
    await waitFor(() => expect(events.onSessionExpired).toHaveBeenCalledOnce())
    page.put(null)
    page.put(<ChatPanel key="after" {...events} />)
    await page.seen().findByText('Try again')
    await settled()
    expect(events.onSessionExpired).toHaveBeenCalledOnce()
    expect(events.onError).toHaveBeenCalledOnce()
    inConsole.mockRestore()
  })
})

describe('a callback of the host that throws', () => {
  const broken = new Error('broken host')
  const fails = () => {
    throw broken
  }

  it('stops no message, keeps no answer away, and leaves the app as it is', async () => {
    const page = open(<ChatPanel onSend={fails} onReply={fails} onError={fails} />)
    await page.send('hello')
    await page.answered(1)
    await waitFor(() => expect(reported.mock.calls).toEqual([[broken], [broken]]))
    page.failNext()
    await page.send('again')
    await waitFor(() => expect(reported).toHaveBeenCalledTimes(4))
    expect(page.container.textContent).toContain('The host')
    await page.seen().findByText('Try again')
  })

  it('opens and closes the widget', async () => {
    const page = open(<ChatWidget onOpenChange={fails} />)
    fireEvent.click(page.seen().getByRole('button', { name: 'Open chat' }))
    await page.seen().findByRole('dialog')
    expect(reported.mock.calls).toEqual([[broken]])
  })

  it('is told in the console where the browser has no reportError', async () => {
    vi.stubGlobal('reportError', undefined)
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const page = open(<ChatPanel onSend={fails} />)
    await page.send('hello')
    await page.answered(1)
    expect(error.mock.calls).toEqual([[broken]])
    error.mockRestore()
  })
})

describe('what a host gives that is not what it should be', () => {
  const wrong: [unknown][] = ['Why?', 5, {}, [1, null, {}], null].map(value => [value])

  it.each(wrong)('passes over suggestions and origins of images that are %j', async value => {
    const lists = { suggestions: value as string[], imageOrigins: value as string[] }
    const page = open(<ChatPanel {...lists} />, { widget: { suggestions: ['What is it?'] } })
    await page.seen().findByText('How can we help?')
    expect(page.container.textContent).toContain('The host')
    await page.send('hello')
    await page.answered(1)
  })

  it('shows the questions that the server has in their place', async () => {
    const page = open(<ChatPanel suggestions={'Why?' as never} />, { widget: { suggestions: ['What is it?'] } })
    expect(await page.seen().findByRole('button', { name: 'What is it?' })).toBeTruthy()
  })

  it.each(wrong)('passes them over in parts, too: %j', async value => {
    const image = messageOf('assistant', [{ type: 'text', text: '![A tent](https://img.example/tent.png)' }])
    const page = open(
      <ChatSurface>
        <Greeting suggestions={value as string[]} />
        <Message message={image} imageOrigins={value as string[]} />
      </ChatSurface>,
    )
    await page.seen().findByText('A tent')
    expect(page.seen().queryAllByRole('img')).toEqual([])
    expect(page.seen().queryAllByRole('button', { name: /Why|1/ })).toEqual([])
  })

  it('says where a provider is missing before anybody clicks', () => {
    const inConsole = vi.spyOn(console, 'error').mockImplementation(() => {})
    chat = createTestChat()
    expect(() => render(<ChatWidget />)).toThrow('Wrap this in a <ChatProvider>.')
    inConsole.mockRestore()
  })
})

it('closes the list of conversations when the host takes it away', async () => {
  const page = open(<ChatPanel />)
  fireEvent.click(page.seen().getByRole('button', { name: 'Conversations' }))
  await page.seen().findByRole('heading', { name: 'Conversations' })
  page.put(<ChatPanel history={false} />)
  expect(page.seen().queryByRole('heading', { name: 'Conversations' })).toBeNull()
  page.seen().getByRole('textbox', { name: 'Message' })
})

it('an answer that could not be stopped says so, to the visitor and to the host', async () => {
  const onError = vi.fn<NonNullable<ChatEvents['onError']>>()
  const page = open(<ChatPanel onError={onError} />, {
    async *responder() {
      for (let count = 0; count < 10; count++) {
        yield { type: 'text-delta', id: 't', delta: `${count} ` }
        await new Promise(resolve => setTimeout(resolve, 40))
      }
    },
    client: { retries: { strategy: 'none' } },
  })
  chat.faults.failNext(500, { path: /stop$/ })
  await page.send('count')
  const stop = await page.seen().findByRole('button', { name: 'Stop generating' })
  await waitFor(() => expect(page.seen().getByText(/^0/)).toBeDefined())
  fireEvent.click(stop)
  await page.seen().findByText('The chat is not available right now.')
  expect(onError.mock.calls).toEqual([[{ code: 'server_error', message: expect.any(String) }]])
  await page.answered(1)
  expect(page.seen().queryByText('The chat is not available right now.')).toBeNull()
})
