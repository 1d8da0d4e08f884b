// @vitest-environment jsdom
import { messageText, type Message } from '@parley/protocol'
import { scriptedResponder } from '@parley/server'
import { QueryClient } from '@tanstack/react-query'
import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import { memo, type ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  ChatProvider,
  conversationsCreate,
  messagesList,
  useContinueChat,
  useConversationMessages,
  useReply,
  type ChatClient,
} from '../index.ts'
import type { ClientCore } from '../core/createChatClient.ts'
import { createTestChat, type TestChat } from '../testing/createTestChat.ts'

let chat: TestChat
afterEach(() => chat?.close())

const words = Array.from({ length: 20 }, (_, index) => `w${index} `)
const slowly = scriptedResponder(
  [
    { type: 'text-start', id: 't' },
    ...words.map(delta => ({ type: 'text-delta' as const, id: 't', delta })),
    { type: 'text-end', id: 't' },
  ],
  { delayMs: 20 },
)

async function begin(count = 1) {
  chat = createTestChat({ responder: slowly, userIdentifier: 'ada' })
  const ids: string[] = []
  for (let index = 0; index < count; index++) ids.push((await conversationsCreate(chat.client, {})).value!.id)
  return ids
}

const wrapperOf =
  (client: ChatClient, queryClient = new QueryClient()) =>
  ({ children }: { children: ReactNode }) => (
    <ChatProvider client={client} queryClient={queryClient}>
      {children}
    </ChatProvider>
  )

describe('while a reply streams', () => {
  test('no message but the one being written renders', async () => {
    const [id] = await begin()
    const renders = new Map<string, number>()
    const Line = memo(function Line({ message, live }: { message: Message; live: string | null }) {
      const reply = useReply(live, reply => (reply?.id === message.id ? reply : null))
      renders.set(message.id, (renders.get(message.id) ?? 0) + 1)
      return <p data-testid={message.id}>{messageText(reply ?? message)}</p>
    })
    const Transcript = () => {
      const messages = useConversationMessages(id!).data?.pages.flatMap(page => page.messages) ?? []
      const replyId = useReply(id!, reply => reply?.id ?? null)
      return (
        <>
          {messages.map(message => (
            <Line key={message.id} message={message} live={null} />
          ))}
          {replyId && <Live key={replyId} id={replyId} />}
        </>
      )
    }
    const Live = ({ id: replyId }: { id: string }) => {
      const text = useReply(id!, reply => (reply ? messageText(reply) : ''))
      renders.set(replyId, (renders.get(replyId) ?? 0) + 1)
      return <p data-testid="live">{text}</p>
    }
    let send!: (text: string) => Promise<Message>
    const Sender = () => {
      send = useContinueChat(id!).send
      return null
    }
    render(
      <>
        <Transcript />
        <Sender />
      </>,
      { wrapper: wrapperOf(chat.client) },
    )
    await act(async () => void (await send('first')))
    await act(async () => void (await send('second')))
    const { value } = await messagesList(chat.client, { conversationId: id! })
    const earlier = value!.messages.slice(0, 2).map(message => message.id)
    await waitFor(() => expect(renders.has(earlier[1]!)).toBe(true))
    renders.clear()
    let sending!: Promise<Message>
    act(() => void (sending = send('third')))
    await waitFor(() => expect(screen.getByTestId('live').textContent).toContain('w3'))
    renders.clear()
    await waitFor(() => expect(screen.getByTestId('live').textContent).toContain('w15'))
    // Counted between two deltas of the same reply.
    expect(Math.max(...renders.values())).toBeGreaterThan(1)
    expect([...renders.keys()]).toHaveLength(1)
    await act(async () => void (await sending))
  })

  test('a chat is drawn for a growing reply only where it reads it', async () => {
    const [id] = await begin()
    const draws = { reader: 0, other: 0 }
    let send!: (text: string) => Promise<Message>
    const Other = () => {
      draws.other++
      send = useContinueChat(id!).send
      return null
    }
    const Reader = () => {
      const { reply } = useContinueChat(id!)
      draws.reader++
      return <p data-testid="reply">{reply && messageText(reply)}</p>
    }
    render(
      <>
        <Reader />
        <Other />
      </>,
      { wrapper: wrapperOf(chat.client) },
    )
    let sending!: Promise<Message>
    act(() => void (sending = send('question')))
    await waitFor(() => expect(screen.getByTestId('reply').textContent).toContain('w3'))
    draws.reader = draws.other = 0
    await waitFor(() => expect(screen.getByTestId('reply').textContent).toContain('w15'))
    expect(draws.reader).toBeGreaterThan(1)
    expect(draws.other).toBe(0)
    await act(async () => void (await sending))
  })

  test('switching the conversation at every delta never shows one in the other', async () => {
    const [a, b] = await begin(2)
    const seen: { shown: string; lines: string[] }[] = []
    const { result, rerender } = renderHook(
      ({ id }) => {
        const chatOf = useContinueChat(id)
        const messages = useConversationMessages(id).data?.pages.flatMap(page => page.messages) ?? []
        const lines = [...messages, ...(chatOf.reply ? [chatOf.reply] : [])].map(messageText)
        seen.push({ shown: id, lines })
        return { chatOf, lines }
      },
      { wrapper: wrapperOf(chat.client), initialProps: { id: a! } },
    )
    await waitFor(() => expect(result.current.lines).toEqual([]))
    act(() => void result.current.chatOf.send('question for a').catch(() => {}))
    for (let step = 0; step < 12; step++) {
      await act(async () => void (await new Promise(resolve => setTimeout(resolve, 12))))
      rerender({ id: step % 2 === 0 ? b! : a! })
    }
    rerender({ id: a! })
    await waitFor(() => expect(result.current.lines).toEqual(['question for a', words.join('')]), { timeout: 10_000 })
    expect(seen.some(({ shown, lines }) => shown === a && lines.length === 2)).toBe(true)
    expect(seen.filter(({ shown, lines }) => shown === b && lines.length > 0)).toEqual([])
  })

  test('unmounted at every step it leaves no open stream, and the server goes on', async () => {
    for (const afterMs of [0, 1, 3, 8, 20, 45, 90]) {
      const [id] = await begin()
      const errors = vi.spyOn(console, 'error')
      const { result, unmount } = renderHook(() => useContinueChat(id!), { wrapper: wrapperOf(chat.client) })
      act(() => void result.current.send('go').catch(() => {}))
      await act(async () => void (await new Promise(resolve => setTimeout(resolve, afterMs))))
      unmount()
      cleanup()
      // Whatever was sent arrives; the connection of the reply does not stay.
      await vi.waitFor(() => expect(chat.openStreams()).toBe(0), { timeout: 10_000 })
      await vi.waitFor(
        async () => {
          const { value } = await messagesList(chat.client, { conversationId: id! })
          expect(value!.messages.map(message => message.metadata.status)).toEqual(['complete', 'complete'])
        },
        { timeout: 10_000 },
      )
      expect(errors).not.toHaveBeenCalled()
      errors.mockRestore()
      await chat.close()
    }
  })

  test('a provider with its own QueryClient leaves no timer and no query behind', async () => {
    const [id] = await begin()
    const clear = vi.spyOn(QueryClient.prototype, 'clear')
    const { result, unmount } = renderHook(() => useConversationMessages(id!), {
      wrapper: ({ children }: { children: ReactNode }) => <ChatProvider client={chat.client}>{children}</ChatProvider>,
      reactStrictMode: true,
    })
    await waitFor(() => expect(result.current.data).toBeDefined())
    expect(clear).not.toHaveBeenCalled()
    unmount()
    await vi.waitFor(() => expect(clear).toHaveBeenCalledTimes(1))
    clear.mockRestore()
  })

  test('mounted again in the middle of a send, the message is sent once and its reply shown once', async () => {
    const [id] = await begin()
    chat.faults.delayMs = 20
    const queryClient = new QueryClient()
    const use = () => {
      const messages = useConversationMessages(id!).data?.pages.flatMap(page => page.messages)
      return { chatOf: useContinueChat(id!), lines: messages?.map(messageText) }
    }
    const wrapper = wrapperOf(chat.client, queryClient)
    const first = renderHook(use, { wrapper })
    act(() => void first.result.current.chatOf.send('only once').catch(() => {}))
    first.unmount()
    const second = renderHook(use, { wrapper })
    await waitFor(() => expect(second.result.current.lines).toEqual(['only once', words.join('')]), { timeout: 10_000 })
    expect(
      chat.requests.filter(request => request.method === 'POST' && request.path.endsWith('/messages')),
    ).toHaveLength(1)
  })

  test('left before its first event and shown again when it is done, a reply is nobody’s error', async () => {
    const [id] = await begin()
    let release!: () => void
    const held = new Promise<void>(resolve => (release = resolve))
    const heads: Response[] = []
    // The body comes later than its head, as over a network.
    const client = chat.createClient({
      session: async () => (await (chat.client as ClientCore).sessions.get())!,
      fetch: async (input, init) => {
        const response = await chat.fetch(input, init)
        if (init?.method !== 'POST' || !/event-stream/.test(response.headers.get('content-type')!)) return response
        heads.push(response)
        return new Response(response.body!.pipeThrough(new TransformStream({ start: () => held })), response)
      },
    })
    const seen: (string | undefined)[] = []
    const initialProps: { shown: string | null } = { shown: id! }
    const { result, rerender } = renderHook(
      ({ shown }: typeof initialProps) => {
        const reply = useContinueChat(shown)
        if (shown) seen.push(reply.error?.code)
        return {
          reply,
          lines: useConversationMessages(shown)
            .data?.pages.flatMap(page => page.messages)
            .map(messageText),
        }
      },
      { wrapper: wrapperOf(client), initialProps },
    )
    act(() => void result.current.reply.send('go').catch(() => {}))
    await waitFor(() => expect(heads).toHaveLength(1))
    rerender({ shown: null })
    await act(async () => void (await new Promise(resolve => setTimeout(resolve, 20))))
    release()
    await vi.waitFor(async () => {
      const { value } = await messagesList(chat.client, { conversationId: id! })
      expect(value!.messages[1]?.metadata.status).toBe('complete')
    })
    rerender({ shown: id! })
    await waitFor(() => expect(result.current.lines).toEqual(['go', words.join('')]))
    await act(async () => void (await new Promise(resolve => setTimeout(resolve, 50))))
    expect(result.current.reply).toMatchObject({ status: 'ready', error: null })
    expect(seen.filter(Boolean)).toEqual([])
  })

  test('offline it waits, and goes on when the browser is online again', async () => {
    const [id] = await begin()
    const { result } = renderHook(() => useContinueChat(id!), { wrapper: wrapperOf(chat.client) })
    let sending!: Promise<Message>
    act(() => void (sending = result.current.send('go')))
    await waitFor(() => expect(result.current.status).toBe('streaming'))
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    chat.faults.offline = true
    await waitFor(() => expect(result.current.status).toBe('resuming'))
    const before = chat.requests.length
    await act(async () => void (await new Promise(resolve => setTimeout(resolve, 100))))
    expect(chat.requests).toHaveLength(before)
    onLine.mockReturnValue(true)
    chat.faults.offline = false
    act(() => void window.dispatchEvent(new Event('online')))
    await act(async () => expect(messageText(await sending)).toBe(words.join('')))
    onLine.mockRestore()
  })
})
