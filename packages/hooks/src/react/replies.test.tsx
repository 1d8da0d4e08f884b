// @vitest-environment jsdom
import { messageText, type Message } from '@parley/protocol'
import { scriptedResponder } from '@parley/server'
import { QueryClient } from '@tanstack/react-query'
import { act, render, renderHook, screen, waitFor } from '@testing-library/react'
import { StrictMode, useEffect, type ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ClientCore } from '../core/createChatClient.ts'
import {
  ChatProvider,
  continueChat,
  conversationMessagesQuery,
  conversationsCreate,
  conversationsList,
  invalidateConversationMessages,
  invalidateConversations,
  messagesList,
  messagesSend,
  regenerateReply,
  useChatSessionsRevokeMutation,
  useComposer,
  useContinueChat,
  useConversationMessages,
  useConversations,
  useCreateChat,
  useDeleteConversationMutation,
  useMessageFeedbackMutation,
  useReply,
  type ChatClient,
} from '../index.ts'
import { createTestChat, type TestChat, type TestChatOptions } from '../testing/createTestChat.ts'
import { testBackends } from '../testing/testBackends.ts'

let chat: TestChat
afterEach(() => chat?.close())

const slowly = scriptedResponder(
  [
    { type: 'text-start', id: 't' },
    ...Array.from('one two three four five '.matchAll(/\S+ /g), ([delta]) => ({
      type: 'text-delta' as const,
      id: 't',
      delta,
    })),
    { type: 'text-end', id: 't' },
  ],
  { delayMs: 40 },
)
const WHOLE = 'one two three four five '

async function begin(options: TestChatOptions = {}) {
  chat = createTestChat({ responder: slowly, ...options })
  const { value } = await conversationsCreate(chat.client, { title: 'A conversation' })
  return value!.id
}

const wrapper =
  (client: ChatClient, queryClient = new QueryClient(), strict = true) =>
  ({ children }: { children: ReactNode }) => {
    const tree = (
      <ChatProvider client={client} queryClient={queryClient}>
        {children}
      </ChatProvider>
    )
    return strict ? <StrictMode>{tree}</StrictMode> : tree
  }

/** Preact's `act` answers nothing. */
async function acted<T>(run: () => Promise<T>): Promise<T> {
  let value!: T
  await act(async () => void (value = await run()))
  return value
}

/** What a page would show: the messages, then the reply being written. */
function useTranscript(conversationId: string | null) {
  const messages = useConversationMessages(conversationId).data?.pages.flatMap(page => page.messages)
  const reply = useReply(conversationId)
  return messages && [...messages, ...(reply ? [reply] : [])].map(lineOf)
}
const lineOf = (message: Message) => `${message.role}:${message.metadata.status}:${messageText(message)}`
const posts = (path: RegExp) =>
  chat.requests.filter(request => request.method === 'POST' && path.test(request.path)).length

describe('useContinueChat', () => {
  test('shows the message at once, the reply as it grows, and both once when it is done', async () => {
    const id = await begin()
    const frames: string[][] = []
    const { result } = renderHook(
      () => {
        const lines = useTranscript(id)
        if (lines) frames.push(lines)
        return { chat: useContinueChat(id), lines }
      },
      { wrapper: wrapper(chat.client) },
    )
    await waitFor(() => expect(result.current.lines).toEqual([]))
    let sending!: Promise<Message>
    act(() => void (sending = result.current.chat.send('count')))
    await waitFor(() => expect(result.current.lines?.[1]).toBe(`assistant:complete:${WHOLE}`))
    expect(messageText(await sending)).toBe(WHOLE)
    expect(result.current.chat.status).toBe('ready')
    expect(result.current.lines).toEqual(['user:complete:count', `assistant:complete:${WHOLE}`])
    const shown = frames.map(lines => lines.join('|'))
    expect(new Set(shown.filter(line => line.includes('assistant:streaming'))).size).toBeGreaterThan(2)
    // Once there, nothing is ever missing or doubled, in any render.
    const from = frames.findIndex(lines => lines.length > 0)
    for (const lines of frames.slice(from)) {
      expect(lines.filter(line => line === 'user:complete:count')).toHaveLength(1)
      expect(lines.filter(line => line.startsWith('assistant')).length).toBeLessThanOrEqual(1)
    }
    const withReply = frames.findIndex(lines => lines.length === 2)
    expect(frames.slice(withReply).every(lines => lines.length === 2)).toBe(true)
  })

  test('a refetch in the middle, which brings the reply as the server has it so far, doubles nothing', async () => {
    const id = await begin({ responder: scriptedResponder(manyWords, { delayMs: 10 }) })
    const queryClient = new QueryClient()
    const frames: string[][] = []
    const { result } = renderHook(
      () => {
        const lines = useTranscript(id)
        if (lines) frames.push(lines)
        return { chat: useContinueChat(id), lines }
      },
      { wrapper: wrapper(chat.client, queryClient) },
    )
    await waitFor(() => expect(result.current.lines).toEqual([]))
    act(() => void result.current.chat.send('count'))
    for (let word = 5; word < 35; word += 5) {
      await waitFor(() => expect(result.current.lines?.[1]).toContain(`w${word} `))
      await act(() => invalidateConversationMessages(queryClient, chat.client, id))
    }
    await waitFor(() => expect(result.current.lines?.[1]).toMatch(/^assistant:complete:w0 .*w39 $/))
    const cached = queryClient.getQueryData(conversationMessagesQuery(chat.client, id).queryKey)
    expect(cached!.pages[0]!.messages).toHaveLength(2)
    for (const lines of frames) {
      expect(lines.filter(line => line.startsWith('assistant')).length).toBeLessThanOrEqual(1)
      expect(lines.filter(line => line.startsWith('user')).length).toBeLessThanOrEqual(1)
    }
  })

  test('a double click, Enter held down and two hooks send once', async () => {
    const id = await begin()
    const { result } = renderHook(() => [useContinueChat(id), useContinueChat(id)] as const, {
      wrapper: wrapper(chat.client),
    })
    await act(async () => {
      const sends = [result.current[0].send('hi'), result.current[0].send('hi'), result.current[1].send('hi')]
      await Promise.all(sends)
    })
    expect(posts(/messages$/)).toBe(1)
    const { value } = await messagesList(chat.client, { conversationId: id })
    expect(value!.messages).toHaveLength(2)
  })

  test('a failed send is marked, its text is back in the draft, and trying again sends it once', async () => {
    const id = await begin()
    const { result } = renderHook(
      () => ({ chat: useContinueChat(id), composer: useComposer(id), lines: useTranscript(id) }),
      { wrapper: wrapper(chat.client) },
    )
    await waitFor(() => expect(result.current.lines).toEqual([]))
    chat.faults.failNext(422, { code: 'validation_failed', path: /messages$/ })
    act(() => result.current.composer.setDraft('precious words'))
    await act(() => result.current.composer.submit())
    expect(result.current.chat).toMatchObject({ status: 'error', error: { code: 'validation_failed' } })
    expect(result.current.lines).toEqual(['user:failed:precious words'])
    expect(result.current.composer.draft).toBe('precious words')
    await act(async () => void (await result.current.chat.retry()))
    expect(result.current.lines).toEqual(['user:complete:precious words', `assistant:complete:${WHOLE}`])
    expect(result.current.composer.draft).toBe('')
  })

  describe('the text of a failed send', () => {
    const setUp = async () => {
      const id = await begin({ responder: undefined, client: { retries: { strategy: 'none' } } })
      const { result } = renderHook(
        () => ({ chat: useContinueChat(id), composer: useComposer(id), lines: useTranscript(id) }),
        { wrapper: wrapper(chat.client) },
      )
      await waitFor(() => expect(result.current.lines).toEqual([]))
      return { id, result }
    }

    test('sent again from the draft is the same message: the server has it once', async () => {
      const { id, result } = await setUp()
      chat.faults.loseAnswer({ path: /messages$/ })
      act(() => result.current.composer.setDraft('precious words'))
      await act(() => result.current.composer.submit())
      expect([result.current.chat.status, result.current.composer.draft]).toEqual(['error', 'precious words'])
      await act(() => result.current.composer.submit())
      const once = ['user:complete:precious words', 'assistant:complete:precious words']
      expect(result.current.lines).toEqual(once)
      expect(result.current.composer.draft).toBe('')
      const { value } = await messagesList(chat.client, { conversationId: id })
      expect(value!.messages.map(lineOf)).toEqual(once)
    })

    test('with another place for it is another message', async () => {
      const { id, result } = await setUp()
      await act(() => result.current.chat.send('hello'))
      const first = (await messagesList(chat.client, { conversationId: id })).value!.messages[0]!
      chat.faults.loseAnswer({ path: /messages$/ })
      await act(() => result.current.chat.send('hello').catch(() => {}))
      await act(() => result.current.chat.send('hello', { replaces: first.id }))
      expect(result.current.lines).toEqual(['user:complete:hello', 'assistant:complete:hello'])
    })

    test('comes back into the draft before what the visitor had typed on', async () => {
      const { result } = await setUp()
      chat.faults.delayMs = 20
      chat.faults.failNext(503, { path: /messages$/ })
      act(() => result.current.composer.setDraft('first'))
      await act(async () => {
        const submitting = result.current.composer.submit()
        result.current.composer.setDraft('second')
        await submitting
      })
      expect([result.current.lines, result.current.composer.draft]).toEqual([['user:failed:first'], 'first\nsecond'])
      await act(() => result.current.chat.retry())
      expect(result.current.lines).toEqual(['user:complete:first', 'assistant:complete:first'])
      expect(result.current.composer.draft).toBe('second')
      await act(() => result.current.composer.submit())
      expect(result.current.lines).toHaveLength(4)
      expect(result.current.composer.draft).toBe('')
    })

    test('and corrected there does not come back', async () => {
      const { result } = await setUp()
      chat.faults.failNext(503, { path: /messages$/ })
      act(() => result.current.composer.setDraft('frist'))
      await act(() => result.current.composer.submit())
      act(() => result.current.composer.setDraft('first'))
      await act(() => result.current.composer.submit())
      expect(result.current.composer.draft).toBe('')
    })

    test('is in the draft when the send was stopped and the visitor had typed on', async () => {
      const { result } = await setUp()
      chat.faults.delayMs = 20
      const controller = new AbortController()
      await act(async () => {
        const sending = result.current.chat.send('first', { signal: controller.signal })
        result.current.composer.setDraft('second')
        controller.abort()
        await expect(sending).rejects.toMatchObject({ code: 'aborted' })
      })
      expect([result.current.lines, result.current.composer.draft]).toEqual([[], 'first\nsecond'])
    })

    test('whose place is gone goes to the end with the next try', async () => {
      const { id, result } = await setUp()
      await act(() => result.current.chat.send('one'))
      const { value } = await messagesList(chat.client, { conversationId: id })
      const [question, answer] = value!.messages
      // Another tab writes it anew.
      const { value: other } = await continueChat(chat.client, {
        conversationId: id,
        message: { text: 'uno' },
        replaces: question!.id,
      })
      await other!.final
      await act(() => result.current.chat.send('eins', { replaces: question!.id }).catch(() => {}))
      expect([answer?.role, result.current.chat.error?.code]).toEqual(['assistant', 'not_found'])
      await act(() => result.current.chat.retry())
      expect(result.current.lines?.filter(line => line.startsWith('user'))).toEqual([
        'user:complete:uno',
        'user:complete:eins',
      ])
    })
  })

  test('a send, and a try again, that fail while nobody waits for them are told by the state alone', async () => {
    const id = await begin({ client: { retries: { strategy: 'none' } } })
    const { result } = renderHook(() => useContinueChat(id), { wrapper: wrapper(chat.client) })
    const others = process.listeners('unhandledRejection')
    const unhandled: unknown[] = []
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', error => unhandled.push(error))
    try {
      chat.faults.failNext(500, { times: 2, path: /messages$/ })
      for (const act of [() => void result.current.send('hello'), () => void result.current.retry()]) {
        const before = result.current.error
        act()
        await waitFor(() => expect(result.current.error ?? before).not.toBe(before))
        expect(result.current).toMatchObject({ status: 'error', error: { code: 'server_error' } })
      }
      // Node tells after the microtasks of a task.
      await new Promise(done => setTimeout(done))
    } finally {
      process.removeAllListeners('unhandledRejection')
      for (const listener of others) process.on('unhandledRejection', listener)
    }
    expect(unhandled).toEqual([])
  })

  test('a reply that cannot be resumed is interrupted with its text; trying again finishes it', async () => {
    const id = await begin()
    const { result } = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
      wrapper: wrapper(chat.client),
    })
    await waitFor(() => expect(result.current.lines).toEqual([]))
    chat.faults.cutAfter(4)
    chat.faults.failNext(403, { code: 'forbidden', path: /stream$/ })
    await act(async () => void (await result.current.chat.send('count').catch(() => {})))
    expect(result.current.chat.status).toBe('interrupted')
    expect(result.current.lines![1]).toMatch(/^assistant:interrupted:one/)
    await act(async () => void (await result.current.chat.retry()))
    expect(result.current.lines).toEqual(['user:complete:count', `assistant:complete:${WHOLE}`])
    expect(result.current.chat).toMatchObject({ status: 'ready', error: null })
  })

  test('stop keeps the text so far as stopped', async () => {
    const id = await begin({ responder: scriptedResponder(manyWords, { delayMs: 10 }) })
    const { result } = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
      wrapper: wrapper(chat.client),
    })
    let sending: Promise<Message>
    act(() => void (sending = result.current.chat.send('count')))
    await waitFor(() => expect(result.current.lines?.[1]).toMatch(/streaming:w/))
    await act(async () => {
      await result.current.chat.stop()
      await sending
    })
    expect(result.current.chat.status).toBe('ready')
    expect(result.current.lines![1]).toMatch(/^assistant:stopped:w/)
  })

  test('a reply that was left and joined again can be stopped', async () => {
    const id = await begin({ responder: scriptedResponder(manyWords, { delayMs: 25 }) })
    const initialProps: { shown: string | null } = { shown: id }
    const { result, rerender } = renderHook(
      ({ shown }) => ({ chat: useContinueChat(shown), lines: useTranscript(shown) }),
      { wrapper: wrapper(chat.client), initialProps },
    )
    act(() => void result.current.chat.send('count').catch(() => {}))
    await waitFor(() => expect(result.current.lines?.[1]).toMatch(/streaming:w/))
    rerender({ shown: null })
    await waitFor(() => expect(chat.openStreams()).toBe(0))
    rerender({ shown: id })
    await waitFor(() => expect(result.current.chat.status).toBe('streaming'))
    await act(() => result.current.chat.stop())
    await waitFor(() => expect(result.current.lines?.[1]).toMatch(/^assistant:stopped:w/))
    expect(result.current.lines![1]).not.toContain('w39')
    expect(result.current.chat.status).toBe('ready')
  })

  test('a send whose signal is aborted already sends nothing and keeps the text', async () => {
    const id = await begin()
    const { result } = renderHook(() => ({ chat: useContinueChat(id), composer: useComposer(id) }), {
      wrapper: wrapper(chat.client),
    })
    act(() => result.current.composer.setDraft('hi'))
    await act(async () => {
      await expect(result.current.chat.send('hi', { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'aborted',
      })
    })
    expect(posts(/messages$/)).toBe(0)
    expect(result.current.chat).toMatchObject({ status: 'ready', error: null })
    expect(result.current.composer.draft).toBe('hi')
  })

  test('stop before the first byte stops the run on the server too', async () => {
    const id = await begin({ responder: scriptedResponder(manyWords, { delayMs: 10 }) })
    chat.faults.delayMs = 30
    const { result } = renderHook(() => useContinueChat(id), { wrapper: wrapper(chat.client) })
    await act(async () => {
      const sending = result.current.send('count')
      await result.current.stop()
      expect((await sending).metadata.status).toBe('stopped')
    })
  })

  test('stop ends a send that is tried again and again, and the text is in the draft', async () => {
    const id = await begin()
    const { result } = renderHook(() => ({ chat: useContinueChat(id), composer: useComposer(id) }), {
      wrapper: wrapper(chat.client),
    })
    chat.faults.failNext(503, { times: 100, path: /messages$/, retryAfter: '5' })
    act(() => result.current.composer.setDraft('hello'))
    act(() => void result.current.composer.submit())
    await waitFor(() => expect(posts(/messages$/)).toBe(1))
    await act(() => result.current.chat.stop())
    expect(posts(/messages$/)).toBe(1)
    expect([result.current.chat.status, result.current.composer.draft]).toEqual(['ready', 'hello'])
  })

  test('a message that is refused for a reply of another window brings that on screen, as it is written', async () => {
    const id = await begin({ userIdentifier: 'ada', responder: scriptedResponder(manyWords, { delayMs: 10 }) })
    const { result } = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
      wrapper: wrapper(chat.client),
    })
    await waitFor(() => expect(result.current.lines).toEqual([]))
    const other = chat.createClient({ userIdentifier: 'ada' })
    const { value: stream } = await continueChat(other, { conversationId: id, message: { text: 'there' } })
    await act(() => result.current.chat.send('here').catch(() => {}))
    expect(result.current.chat.error?.code).toBe('run_active')
    await waitFor(() => expect(result.current.lines?.find(line => line.startsWith('assistant'))).toMatch(/w0 .*w9 /))
    const answer = messageText(await stream!.final)
    await waitFor(() => expect(result.current.lines).toContain(`assistant:complete:${answer}`))
    await act(() => result.current.chat.retry())
    const asked = result.current.lines?.filter(line => line.startsWith('user'))
    expect(asked).toEqual(['user:complete:there', 'user:complete:here'])
  })

  test('regenerate replaces the answer', async () => {
    const id = await begin()
    const { result } = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
      wrapper: wrapper(chat.client),
    })
    await act(async () => void (await result.current.chat.send('count')))
    const before = (await messagesList(chat.client, { conversationId: id })).value!.messages
    await act(async () => void (await result.current.chat.regenerate()))
    const after = (await messagesList(chat.client, { conversationId: id })).value!.messages
    expect(after).toHaveLength(2)
    expect(after[1]!.id).not.toBe(before[1]!.id)
    expect(result.current.lines).toHaveLength(2)
  })

  describe('an older answer that could not be written again', () => {
    const setUp = async () => {
      const id = await begin({ responder: undefined, client: { retries: { strategy: 'none' } } })
      const { result } = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
        wrapper: wrapper(chat.client),
      })
      const first = await acted(() => result.current.chat.send('one'))
      await act(() => result.current.chat.send('two'))
      chat.faults.failNext(503, { path: /regenerate/ })
      await act(() => result.current.chat.regenerate(first.id).catch(() => {}))
      return { id, result, first }
    }
    const written = ['user:complete:one', 'assistant:complete:one']

    test('is what is tried again, and nothing is hidden meanwhile', async () => {
      const { result, first } = await setUp()
      expect(result.current.chat.status).toBe('error')
      expect(result.current.lines).toHaveLength(4)
      await act(() => result.current.chat.retry())
      expect(posts(new RegExp(`${first.id}/regenerate`))).toBe(2)
      expect(result.current.chat.status).toBe('ready')
      expect(result.current.lines).toEqual(written)
    })

    test('and that is gone meanwhile does not stand in the way of the next try', async () => {
      const { id, result, first } = await setUp()
      // Another tab has it written again.
      const { value } = await regenerateReply(chat.client, { conversationId: id, messageId: first.id })
      await value!.final
      await act(() => result.current.chat.retry().catch(() => {}))
      expect(result.current.chat.error?.code).toBe('not_found')
      await waitFor(() => expect(result.current.lines).toEqual(written))
      await act(() => result.current.chat.retry())
      expect(result.current.chat.status).toBe('ready')
      expect(result.current.lines).toEqual(written)
    })
  })

  test('a message whose answer is cut before its first event, and cannot be resumed, is sent again and nothing else is', async () => {
    const id = await begin({ responder: undefined, client: { retries: { strategy: 'none' } } })
    const { result } = renderHook(
      () => ({ chat: useContinueChat(id), composer: useComposer(id), lines: useTranscript(id) }),
      { wrapper: wrapper(chat.client) },
    )
    await act(() => result.current.chat.send('one'))
    chat.faults.cutAfter(0)
    chat.faults.failNext(403, { code: 'forbidden', method: 'GET', path: /stream$/ })
    await act(() => result.current.chat.send('two').catch(() => {}))
    expect([result.current.chat.error?.code, result.current.composer.draft]).toEqual(['forbidden', 'two'])
    expect(result.current.lines?.at(-1)).toBe('user:failed:two')
    await act(() => result.current.chat.retry())
    expect(posts(/regenerate/)).toBe(0)
    const whole = ['user:complete:one', 'assistant:complete:one', 'user:complete:two', 'assistant:complete:two']
    expect(result.current.lines).toEqual(whole)
    const { value } = await messagesList(chat.client, { conversationId: id })
    expect(value!.messages.map(lineOf)).toEqual(whole)
  })

  describe('a reply that broke off and that the server has completed', () => {
    const setUp = async () => {
      const id = await begin({ client: { retries: { strategy: 'none' } } })
      const { result } = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
        wrapper: wrapper(chat.client),
      })
      const stored = async () => (await messagesList(chat.client, { conversationId: id })).value!.messages
      await act(() => result.current.chat.send('one'))
      chat.faults.cutAfter(4)
      chat.faults.failNext(403, { code: 'forbidden', method: 'GET', path: /stream$/ })
      await act(() => result.current.chat.send('two').catch(() => {}))
      expect(result.current.chat.status).toBe('interrupted')
      await waitFor(async () => expect((await stored()).at(-1)?.metadata.status).toBe('complete'))
      return { result, stored, before: await stored() }
    }

    test('is what is written again where its run is forgotten, and no other answer', async () => {
      const { result, stored, before } = await setUp()
      chat.faults.failNext(404, { code: 'run_gone', method: 'GET', path: /stream$/ })
      await act(() => result.current.chat.retry())
      const after = await stored()
      expect(after.map(lineOf)).toEqual(before.map(lineOf))
      expect(after.slice(0, 3)).toEqual(before.slice(0, 3))
      await waitFor(() => expect(result.current.lines).toEqual(after.map(lineOf)))
    })

    test('is resumed once by two tries', async () => {
      const { result, stored, before } = await setUp()
      await act(() => Promise.all([result.current.chat.retry(), result.current.chat.retry()]))
      expect(posts(/regenerate/)).toBe(0)
      expect(await stored()).toEqual(before)
      expect(result.current.lines).toEqual(before.map(lineOf))
    })

    test('is shown as the server has it once its error is cleared', async () => {
      const { result, before } = await setUp()
      act(() => result.current.chat.clearError())
      await waitFor(() => expect(result.current.lines).toEqual(before.map(lineOf)))
    })
  })

  test('a kept transcript that ends with a question is read again where nobody writes the answer any more', async () => {
    const id = await begin({ responder: undefined })
    await messagesSend(chat.client, { conversationId: id, message: { text: 'one' } })
    const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
    const options = conversationMessagesQuery(chat.client, id)
    await queryClient.prefetchInfiniteQuery(options)
    // As an app kept it that was closed in the middle of the answer.
    queryClient.setQueryData(options.queryKey, data => ({
      ...data!,
      pages: data!.pages.map(page => ({ ...page, messages: page.messages.slice(0, 1) })),
    }))
    const { result } = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
      wrapper: wrapper(chat.client, queryClient),
    })
    await waitFor(() => expect(result.current.lines).toEqual(['user:complete:one', 'assistant:complete:one']))
  })

  test('picks up a reply that is being written when it mounts', async () => {
    const id = await begin({ responder: scriptedResponder(manyWords, { delayMs: 10 }) })
    const first = renderHook(() => useContinueChat(id), { wrapper: wrapper(chat.client) })
    act(() => void first.result.current.send('count').catch(() => {}))
    await waitFor(() => expect(first.result.current.status).toBe('streaming'))
    first.unmount()
    const second = renderHook(() => ({ chat: useContinueChat(id), lines: useTranscript(id) }), {
      wrapper: wrapper(chat.createClient({ session: sessionOf(chat.client) })),
    })
    await waitFor(() => expect(second.result.current.chat.status).toBe('streaming'))
    await waitFor(() => expect(second.result.current.lines?.[1]).toMatch(/^assistant:complete:w0 .*w39 $/), {
      timeout: 5_000,
    })
    expect(second.result.current.lines).toHaveLength(2)
  })
})

describe('useCreateChat', () => {
  test('begins a conversation, names it, and goes on with it', async () => {
    await begin()
    const created: string[] = []
    const { result } = renderHook(
      () => {
        const begun = useCreateChat({ onConversation: conversation => created.push(conversation.title) })
        return { begun, lines: useTranscript(begun.conversationId), list: useConversations().data }
      },
      { wrapper: wrapper(chat.client) },
    )
    await waitFor(() => expect(result.current.list).toBeDefined())
    await act(async () => void (await result.current.begun.send('first words')))
    expect(created).toEqual(['first words'])
    expect(result.current.begun.conversationId).toMatch(/./)
    expect(result.current.lines).toEqual(['user:complete:first words', `assistant:complete:${WHOLE}`])
    expect(result.current.list!.pages[0]!.conversations.map(c => c.title)).toEqual(['first words', 'A conversation'])
    await act(async () => void (await result.current.begun.send('second')))
    expect(result.current.lines).toHaveLength(4)
    expect(posts(/conversations$/)).toBe(2) // the one of the test, and this one
  })

  test.each(Object.keys(testBackends) as (keyof typeof testBackends)[])(
    'a first message whose answer is cut before its first event is not lost: %s',
    async name => {
      const client = { retries: { strategy: 'none' as const }, ...testBackends[name]() }
      chat = createTestChat({ dialects: 'all', client })
      const { result } = renderHook(() => ({ chat: useCreateChat(), composer: useComposer(null) }), {
        wrapper: wrapper(chat.client),
      })
      chat.faults.cutAfter(0)
      const sent = await acted(() => result.current.chat.send('a long text').catch(() => null))
      // Where the wire can resume, nobody has noticed.
      const kept = [result.current.composer.draft, result.current.chat.pending?.metadata.status]
      expect(kept).toEqual(sent ? ['', undefined] : ['a long text', 'failed'])
      chat.faults.clear()
      const answer = sent ?? (await acted(() => result.current.chat.retry()))
      expect(messageText(answer)).toBe('a long text')
      expect(result.current.chat.status).toBe('ready')
    },
  )

  test.each(['inkeep', 'gram', 'aurora'] as const)(
    'stopped before its first event, where nobody can pick it up again, a message is in the draft: %s',
    async name => {
      chat = createTestChat({ dialects: 'all', client: testBackends[name]() })
      const { result } = renderHook(() => ({ chat: useCreateChat(), composer: useComposer(null) }), {
        wrapper: wrapper(chat.client),
      })
      chat.faults.cutAfter(0, { halfOpen: true })
      let sending!: Promise<unknown>
      act(() => void (sending = result.current.chat.send('a long text').catch(() => null)))
      await waitFor(() => expect(chat.openStreams()).toBe(1))
      await act(() => new Promise(resolve => setTimeout(resolve, 5)))
      await act(() => result.current.chat.stop())
      expect(await sending).toBeNull()
      expect([result.current.composer.draft, result.current.chat.status]).toEqual(['a long text', 'ready'])
    },
  )

  describe('what is typed while the first message is on its way', () => {
    const typeOn = async (useComposerOf: (conversationId: string | null) => ReturnType<typeof useComposer>) => {
      chat = createTestChat()
      chat.faults.delayMs = 20
      const { result } = renderHook(
        () => {
          const first = useCreateChat()
          return { first, composer: useComposerOf(first.conversationId) }
        },
        { wrapper: wrapper(chat.client) },
      )
      act(() => result.current.composer.setDraft('first'))
      let submitting!: Promise<void>
      act(() => void (submitting = result.current.composer.submit()))
      expect(result.current.composer.draft).toBe('')
      act(() => result.current.composer.setDraft('second'))
      return { result, submitting }
    }

    test.each([
      ['of the conversation that begins', (conversationId: string | null) => useComposer(conversationId)],
      ['that stays without a name', () => useComposer(null)],
    ])('stays in the composer %s', async (_name, useComposerOf) => {
      const { result, submitting } = await typeOn(useComposerOf)
      await act(() => submitting)
      expect(result.current.first.conversationId).not.toBeNull()
      expect(result.current.composer.draft).toBe('second')
      await act(() => result.current.composer.submit())
      expect(result.current.composer.draft).toBe('')
      const { value } = await messagesList(chat.client, { conversationId: result.current.first.conversationId! })
      expect(value!.messages.map(lineOf)).toEqual(
        ['first', 'second'].flatMap(text => [`user:complete:${text}`, `assistant:complete:${text}`]),
      )
    })

    test('stays there when that fails, behind it', async () => {
      const { result, submitting } = await typeOn(useComposer)
      chat.faults.failNext(422, { path: /conversations$/ })
      await act(() => submitting)
      expect(result.current.first.pending?.metadata.status).toBe('failed')
      expect(result.current.composer.draft).toBe('first\nsecond')
      await act(() => result.current.first.retry())
      expect(result.current.first.conversationId).not.toBeNull()
      expect(result.current.composer.draft).toBe('second')
    })

    test('and for another new conversation, stays with that', async () => {
      chat = createTestChat()
      chat.faults.delayMs = 20
      const Fresh = () => {
        const { conversationId } = useCreateChat()
        return <ComposerBox conversationId={conversationId} />
      }
      const latest: { composer?: ReturnType<typeof useComposer> } = {}
      function ComposerBox({ conversationId }: { conversationId: string | null }) {
        const composer = useComposer(conversationId)
        useEffect(() => {
          latest.composer = composer
        })
        return null
      }
      const Wrapper = wrapper(chat.client)
      const { rerender } = render(<Fresh key="one" />, { wrapper: Wrapper })
      act(() => latest.composer!.setDraft('first'))
      let submitting!: Promise<void>
      act(() => void (submitting = latest.composer!.submit()))
      rerender(<Fresh key="two" />)
      act(() => latest.composer!.setDraft('another matter'))
      await act(() => submitting)
      await vi.waitFor(async () => {
        const { value } = await conversationsList(chat.client, {})
        expect(value?.conversations).toHaveLength(1)
      })
      expect(latest.composer!.draft).toBe('another matter')
    })
  })

  test('takes a message as an object, too, and asks nothing of the server before there is one', async () => {
    chat = createTestChat()
    const { result } = renderHook(() => useCreateChat(), { wrapper: wrapper(chat.client) })
    await acted(() => result.current.resume())
    expect(chat.requests).toEqual([])
    expect(messageText(await acted(() => result.current.send({ text: 'hello' })))).toBe('hello')
  })

  test('the composer of a new conversation sends through it', async () => {
    await begin()
    const created: string[] = []
    const use = () => ({
      begun: useCreateChat({ onConversation: ({ title }) => created.push(title) }),
      composer: useComposer(null),
    })
    const { result } = renderHook(use, { wrapper: wrapper(chat.client) })
    act(() => result.current.composer.setDraft('  hello  '))
    expect(result.current.composer.canSubmit).toBe(true)
    await act(() => result.current.composer.submit())
    expect(result.current.begun.conversationId).not.toBeNull()
    expect(created).toEqual(['hello'])
    expect(result.current.composer.draft).toBe('')
  })
})

describe('lists', () => {
  test('a deletion is shown at once and taken back when it fails', async () => {
    const id = await begin()
    const { result } = renderHook(
      () => ({
        titles: useConversations().data?.pages.flatMap(page => page.conversations.map(c => c.title)),
        remove: useDeleteConversationMutation(),
      }),
      { wrapper: wrapper(chat.client) },
    )
    await waitFor(() => expect(result.current.titles).toEqual(['A conversation']))
    chat.faults.failNext(403, { code: 'forbidden', path: new RegExp(id) })
    chat.faults.delayMs = 200
    act(() => result.current.remove.mutate({ conversationId: id }))
    await waitFor(() => expect(result.current.titles).toEqual([]))
    await waitFor(() => expect(result.current.titles).toEqual(['A conversation']))
    await act(() => result.current.remove.mutateAsync({ conversationId: id }))
    await waitFor(() => expect(result.current.titles).toEqual([]))
  })

  test('a rating of an older message is shown where that is, and does not bring it to where it is not', async () => {
    const id = await begin({ responder: undefined })
    const send = (text: string) => messagesSend(chat.client, { conversationId: id, message: { text } })
    const older = (await send('one')).value!
    await send('two')
    const { result } = renderHook(
      () => ({
        all: useConversationMessages(id).data?.pages.flatMap(page => page.messages),
        last: useConversationMessages(id, { limit: 1 }).data?.pages.flatMap(page => page.messages),
        rate: useMessageFeedbackMutation(),
      }),
      { wrapper: wrapper(chat.client) },
    )
    await waitFor(() => expect([result.current.all?.length, result.current.last?.length]).toEqual([4, 1]))
    await act(() => result.current.rate.mutateAsync({ conversationId: id, messageId: older.id, rating: 'up' }))
    expect(result.current.all?.[1]?.metadata.feedback?.rating).toBe('up')
    expect(result.current.last?.map(messageText)).toEqual(['two'])
  })

  test('older messages load before the newer ones, and a refetch keeps every page', async () => {
    const id = await begin({ responder: undefined })
    for (let count = 0; count < 4; count++) {
      await messagesSend(chat.client, { conversationId: id, message: { text: `m${count}` } })
    }
    const { result } = renderHook(() => useConversationMessages(id, { limit: 3 }), { wrapper: wrapper(chat.client) })
    const texts = () => result.current.data?.pages.map(page => page.messages.map(messageText))
    await waitFor(() => expect(texts()).toEqual([['m2', 'm3', 'm3'].slice(0, 3)]))
    expect(result.current.hasPreviousPage).toBe(true)
    const { fetchPreviousPage } = result.current
    const read = await acted(() => fetchPreviousPage())
    await waitFor(() => expect(texts()?.flat()).toEqual(['m1', 'm1', 'm2', 'm2', 'm3', 'm3']))
    // What it answers says the same as what is drawn.
    expect([read.hasPreviousPage, read.hasNextPage]).toEqual([true, false])
    expect(result.current.fetchPreviousPage).toBe(fetchPreviousPage)
    const messages = () => result.current.data!.pages.flatMap(page => page.messages)
    const before = messages()
    await act(async () => void (await result.current.fetchPreviousPage()))
    expect(await acted(() => result.current.refetch())).toMatchObject({ hasPreviousPage: false })
    const after = ['m0', 'm0', 'm1', 'm1', 'm2', 'm2', 'm3', 'm3']
    await waitFor(() => expect(texts()?.flat().slice(-8)).toEqual(after))
    // The same objects, so that what draws them need not draw them again.
    before.forEach((message, index) => expect(messages().at(index - before.length)).toBe(message))
    await act(async () => void (await result.current.refetch()))
    expect(texts()?.flat().slice(-8)).toEqual(after)
    before.forEach((message, index) => expect(messages().at(index - before.length)).toBe(message))
  })
})

describe('an answer that was asked for before a change and comes after it', () => {
  /** Holds back what the server has answered to a read. */
  function holdReads(path: RegExp) {
    const held: (() => void)[] = []
    let holds = false
    const client = chat.createClient({
      session: sessionOf(chat.client),
      fetch: async (input, init) => {
        const response = await chat.fetch(input, init)
        if (holds && init?.method === 'GET' && path.test(new URL(input as string).pathname))
          await new Promise<void>(resolve => held.push(resolve))
        return response
      },
    })
    return {
      client,
      hold: () => (holds = true),
      held,
      release() {
        holds = false
        for (const answer of held) answer()
      },
    }
  }

  test('does not bring back a conversation that was deleted', async () => {
    const id = await begin()
    const { client, hold, held, release } = holdReads(/conversations$/)
    const queryClient = new QueryClient()
    const seen: number[] = []
    const { result } = renderHook(
      () => {
        const conversations = useConversations().data?.pages.flatMap(page => page.conversations)
        if (conversations) seen.push(conversations.length)
        return { conversations, remove: useDeleteConversationMutation() }
      },
      { wrapper: wrapper(client, queryClient) },
    )
    await waitFor(() => expect(result.current.conversations).toHaveLength(1))
    hold()
    act(() => void invalidateConversations(queryClient, client))
    await waitFor(() => expect(held).toHaveLength(1))
    await act(() => result.current.remove.mutateAsync({ conversationId: id }))
    await act(async () => {
      release()
      await new Promise(resolve => setTimeout(resolve, 50))
    })
    expect(result.current.conversations).toEqual([])
    expect(seen.slice(seen.indexOf(0))).not.toContain(1)
  })

  test('does not take a sent message from the screen', async () => {
    const id = await begin()
    const { client, hold, held, release } = holdReads(/messages$/)
    const queryClient = new QueryClient()
    const seen: (string[] | undefined)[] = []
    const { result } = renderHook(
      () => {
        const lines = useTranscript(id)
        seen.push(lines)
        return { lines, chat: useContinueChat(id) }
      },
      { wrapper: wrapper(client, queryClient) },
    )
    await waitFor(() => expect(result.current.lines).toEqual([]))
    hold()
    act(() => void invalidateConversationMessages(queryClient, client, id))
    await waitFor(() => expect(held).toHaveLength(1))
    let sending!: Promise<Message>
    act(() => void (sending = result.current.chat.send('count')))
    await waitFor(() => expect(result.current.lines?.[1]).toMatch(/streaming:one/))
    release()
    await act(async () => void (await sending))
    await act(async () => void (await new Promise(resolve => setTimeout(resolve, 50))))
    expect(result.current.lines).toEqual(['user:complete:count', `assistant:complete:${WHOLE}`])
    const sent = seen.findIndex(lines => lines?.length)
    expect(seen.slice(sent).filter(lines => lines?.[0] !== 'user:complete:count')).toEqual([])
  })

  test('a first load that comes late ends with the message that was sent meanwhile', async () => {
    const id = await begin()
    const { client, hold, held, release } = holdReads(/messages$/)
    hold()
    const { result } = renderHook(() => ({ lines: useTranscript(id), chat: useContinueChat(id) }), {
      wrapper: wrapper(client),
    })
    await waitFor(() => expect(held).toHaveLength(1))
    let sending!: Promise<Message>
    act(() => void (sending = result.current.chat.send('count')))
    await waitFor(() => expect(result.current.chat.status).toBe('streaming'))
    release()
    await act(async () => void (await sending))
    await waitFor(() => expect(result.current.lines).toEqual(['user:complete:count', `assistant:complete:${WHOLE}`]))
  })
})

describe('visitors', () => {
  test('two clients of different visitors on one QueryClient never see each other', async () => {
    await begin({ userIdentifier: 'ada' })
    const bob = chat.createClient({ userIdentifier: 'bob' })
    const queryClient = new QueryClient()
    const Titles = ({ label }: { label: string }) => {
      const { data } = useConversations()
      const titles = data?.pages.flatMap(page => page.conversations.map(c => c.title))
      return <p data-testid={label}>{titles ? titles.join() || 'none' : 'loading'}</p>
    }
    const seen: string[] = []
    const Page = () => (
      <>
        <ChatProvider client={chat.client} queryClient={queryClient}>
          <Titles label="ada" />
        </ChatProvider>
        <ChatProvider client={bob} queryClient={queryClient}>
          <Titles label="bob" />
        </ChatProvider>
      </>
    )
    render(<Page />)
    const watch = () => seen.push(screen.getByTestId('bob').textContent)
    const observer = new MutationObserver(watch)
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
    await waitFor(() => expect(screen.getByTestId('ada').textContent).toBe('A conversation'))
    await waitFor(() => expect(screen.getByTestId('bob').textContent).toBe('none'))
    observer.disconnect()
    expect(seen).not.toContain('A conversation')
    const keys = JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map(query => query.queryKey),
    )
    expect(keys).toContain(chat.client.visitorId)
    expect(keys).toContain(bob.visitorId)
    expect(keys).not.toMatch(/cst_|sk_|vt_/)
  })

  test('after signing out the hooks begin again as whoever is there now, and the old data is gone', async () => {
    await begin({ userIdentifier: 'ada' })
    const queryClient = new QueryClient()
    const { result } = renderHook(() => ({ list: useConversations(), revoke: useChatSessionsRevokeMutation() }), {
      wrapper: wrapper(chat.client, queryClient),
    })
    await waitFor(() => expect(result.current.list.data).toBeDefined())
    const ada = chat.client.visitorId
    await act(() => result.current.revoke.mutateAsync({}))
    await waitFor(() => expect(result.current.list.data).toBeDefined())
    expect(chat.client.visitorId).toBe(ada) // the same person is still signed in
    const bob = chat.createClient({ userIdentifier: 'bob' })
    const bobs = (await (bob as ClientCore).sessions.get())!
    act(() => (chat.client as ClientCore).sessions.adopt(bobs))
    await waitFor(() => expect(result.current.list.data?.pages[0]?.conversations).toEqual([]))
    const cached = JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map(query => [query.queryKey, query.state.data]),
    )
    expect(cached).not.toContain('A conversation')
    expect(cached).not.toContain(ada)
  })

  test('when the visitor changes, nothing of the former one is rendered again', async () => {
    const id = await begin({ userIdentifier: 'ada' })
    const renders: { visitor: string | null; lines: string[] | undefined; draft: string }[] = []
    const { result } = renderHook(
      () => {
        const lines = useTranscript(id)
        const { draft, setDraft } = useComposer(id)
        renders.push({ visitor: chat.client.visitorId, lines, draft })
        return { chat: useContinueChat(id), lines, setDraft }
      },
      { wrapper: wrapper(chat.client, new QueryClient(), false) },
    )
    await act(async () => void (await result.current.chat.send('secret of ada')))
    act(() => result.current.setDraft('half a secret'))
    const ada = chat.client.visitorId
    const bob = chat.createClient({ userIdentifier: 'bob' })
    await conversationsCreate(bob, {})
    await act(async () => (chat.client as ClientCore).sessions.adopt((await (bob as ClientCore).sessions.get())!))
    const after = renders.filter(render => render.visitor !== ada && render.visitor !== null)
    expect(after.length).toBeGreaterThan(0)
    for (const { lines, draft } of after) {
      expect(lines ?? []).toEqual([])
      expect(draft).toBe('')
    }
  })
})

const manyWords = [
  { type: 'text-start' as const, id: 't' },
  ...Array.from({ length: 40 }, (_, index) => ({ type: 'text-delta' as const, id: 't', delta: `w${index} ` })),
  { type: 'text-end' as const, id: 't' },
]

/** The same visitor on another device. */
function sessionOf(client: ChatClient) {
  return async () => {
    return (await (client as ClientCore).sessions.get())!
  }
}
