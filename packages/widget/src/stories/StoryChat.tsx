import { ChatProvider, createChat, type ChatClient } from '@parley/hooks'
import { createTestChat, type TestChat, type TestChatOptions } from '@parley/hooks/testing'
import { useEffect, useState, type ReactNode } from 'react'
import { rememberConversation } from '../panel/conversationMemory.ts'

export interface StoryChatProps extends TestChatOptions {
  /** Brings the chat into its state, before anything is drawn. */
  prepare?: (chat: TestChat) => Promise<void> | void
  children: ReactNode
}

const widget = {
  title: 'Ask our docs',
  greeting: 'How can we help?',
  suggestions: ['How do I embed the widget?', 'Which origins are allowed?', 'What does it cost?'],
}

/** A story on the real server, in memory: no network and no key. */
export function StoryChat({ prepare, children, ...options }: StoryChatProps) {
  const [client, setClient] = useState<ChatClient | null>(null)
  const [start] = useState(() => async () => {
    const chat = createTestChat({ widget, ...options })
    await prepare?.(chat)
    return chat
  })
  useEffect(() => {
    const starting = start()
    let gone = false
    void starting.then(chat => gone || setClient(chat.client))
    return () => {
      gone = true
      void starting.then(chat => chat.close())
    }
  }, [start])
  return client && <ChatProvider client={client}>{children}</ChatProvider>
}

/** Asks, waits for the whole answer, and leaves the conversation open. */
export async function asked({ client }: TestChat, text: string): Promise<string> {
  const result = await createChat(client, { message: { text } })
  if (!result.ok) throw result.error
  await result.value.final.catch(() => {})
  return keepOpen(client, await result.value.conversationId)
}

/** Asks and leaves the conversation open while its answer is being written. */
export async function asking({ client }: TestChat, text: string): Promise<string> {
  const result = await createChat(client, { message: { text } })
  if (!result.ok) throw result.error
  const id = keepOpen(client, await result.value.conversationId)
  result.value.cancel()
  result.value.final.catch(() => {})
  return id
}

function keepOpen(client: ChatClient, conversationId: string): string {
  rememberConversation(client.backend.endpoint, client.visitorId ?? '', conversationId)
  return conversationId
}
