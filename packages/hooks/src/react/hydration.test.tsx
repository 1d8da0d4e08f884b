// @vitest-environment jsdom
import { messageText } from '@parley/protocol'
import { dehydrate, hydrate, QueryClient } from '@tanstack/react-query'
import { act, waitFor } from '@testing-library/react'
import { version } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  ChatProvider,
  chatSessionsCreate,
  conversationMessagesQuery,
  conversationsCreate,
  conversationsQuery,
  messagesSend,
  useContinueChat,
  useConversationMessages,
  useConversations,
  useReply,
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

function Page({ id }: { id: string }) {
  const conversations = useConversations().data?.pages.flatMap(page => page.conversations)
  const messages = useConversationMessages(id).data?.pages.flatMap(page => page.messages)
  const reply = useReply(id)
  const { status, send } = useContinueChat(id)
  return (
    <main>
      <p data-testid="titles">{conversations?.map(conversation => conversation.title).join() ?? 'loading'}</p>
      <p data-testid="lines">
        {messages
          ? [...messages, ...(reply ? [reply] : [])]
              .map(message => `${message.metadata.status} ${messageText(message)}`)
              .join(' | ')
          : 'loading'}
      </p>
      <button onClick={() => void send('again')}>{status}</button>
    </main>
  )
}

describe(`React ${version}`, () => {
  test('a page rendered on the server is hydrated as it is, and goes on', async () => {
    const id = await begin()
    // On the server: a session of the same user, prefetched by option factories, no hook involved.
    const serverQueries = new QueryClient()
    const serverClient = chat.createClient({ userIdentifier: 'ada' })
    await chatSessionsCreate(serverClient, { adopt: true })
    await serverQueries.prefetchInfiniteQuery(conversationsQuery(serverClient))
    await serverQueries.prefetchInfiniteQuery(conversationMessagesQuery(serverClient, id))
    const html = renderToString(
      <ChatProvider client={serverClient} queryClient={serverQueries}>
        <Page id={id} />
      </ChatProvider>,
    )
    expect(html).toContain('Ada asks')
    expect(html).toContain('complete hello')
    const state = JSON.stringify(dehydrate(serverQueries))
    expect(state).not.toMatch(/cst_|sk_|vt_/)

    // In the browser: the state arrives with the page, the session only afterwards.
    const browserQueries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } })
    hydrate(browserQueries, JSON.parse(state))
    const browserClient = chat.createClient({
      userIdentifier: 'ada',
      initialVisitorId: serverClient.visitorId!,
    })
    const container = document.createElement('div')
    container.innerHTML = html
    document.body.append(container)
    const errors = vi.spyOn(console, 'error')
    const mismatches: unknown[] = []
    let root!: ReturnType<typeof hydrateRoot>
    await act(async () => {
      root = hydrateRoot(
        container,
        <ChatProvider client={browserClient} queryClient={browserQueries}>
          <Page id={id} />
        </ChatProvider>,
        { onRecoverableError: error => mismatches.push(error) },
      )
    })
    expect(mismatches).toEqual([])
    expect(errors).not.toHaveBeenCalled()
    expect(container.textContent).toContain('Ada asks')
    await act(async () => container.querySelector('button')!.click())
    await waitFor(() =>
      expect(container.querySelector('[data-testid=lines]')!.textContent).toBe(
        'complete hello | complete hello | complete again | complete again',
      ),
    )
    await act(async () => root.unmount())
    container.remove()
    errors.mockRestore()
  })
})
