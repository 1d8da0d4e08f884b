import { ChatProvider, createChat, type ChatClient } from '@parley/hooks'
import { createSwitchedChat, type SwitchedChat, type SwitchedChatOptions, type TestChat } from '@parley/hooks/testing'
import { useEffect, useState, type ReactNode } from 'react'
import { rememberConversation } from '../panel/conversationMemory.ts'
import { cassetteNamed } from './cassettes.ts'
import { manual } from './manual.ts'
import { useStorySwitches, type StorySwitches } from './StorySwitches.ts'

export interface StoryChatProps extends SwitchedChatOptions {
  /** Fixed by the story; else the toolbar says. */
  backend?: StorySwitches['backend']
  /** Brings the chat into its state, before anything is drawn. */
  prepare?: (chat: TestChat) => Promise<void> | void
  /** Told the chat once it is drawn, for what a play function switches. */
  onChat?: (chat: SwitchedChat) => void
  children: ReactNode
}

/** The chat is brought into its state before anything goes wrong. */
const untouched = { fault: 'none', latencyMs: 0, tokenMs: 0 } as const

const widget = {
  title: 'Ask our docs',
  greeting: 'How can we help?',
  suggestions: ['How do I embed the widget?', 'Which origins are allowed?', 'What does it cost?'],
}

/** A story on the real server, in memory: no network and no key. Faults and delays follow the toolbar while it runs. */
export function StoryChat(props: StoryChatProps) {
  const switches = useStorySwitches()
  const backend = props.backend ?? switches.backend
  return <Chat key={`${backend} ${switches.responder}`} {...props} switches={{ ...switches, backend }} />
}

function Chat({ switches, ...props }: StoryChatProps & { switches: StorySwitches }) {
  const { prepare, onChat, children, ...options } = props
  const [chat, setChat] = useState<SwitchedChat | null>(null)
  const [start] = useState(() => async () => {
    const cassette = cassetteNamed('reasoning-and-sources')
    const made = createSwitchedChat({ ...switches, ...untouched }, { widget, documents: manual, cassette, ...options })
    await prepare?.(made)
    onChat?.(made)
    return made
  })
  useEffect(() => {
    const starting = start()
    let gone = false
    void starting.then(made => gone || setChat(made))
    return () => {
      gone = true
      void starting.then(made => made.close())
    }
  }, [start])
  const { latencyMs, tokenMs, fault } = switches
  useEffect(() => {
    // A story that fails by itself keeps its own faults until the toolbar is touched.
    chat?.set({ latencyMs, tokenMs, fault })
  }, [chat, latencyMs, tokenMs, fault])
  if (!chat) return <div data-story="preparing" />
  return <ChatProvider client={chat.client}>{children}</ChatProvider>
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
