import { ChatProvider, publishableKey, type ChatClient } from '@parley/hooks'
import { TEST_PUBLISHABLE_KEY, type SwitchedChat } from '@parley/hooks/testing'
import { ChatWidget } from '@parley/widget'
import type { StoryContext } from '@storybook/react-vite'
import { useEffect, useState, type ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { StoryChat, type StoryChatProps } from '../../../../packages/widget/src/stories/StoryChat.tsx'
import { useStoryLook } from '../../../../packages/widget/src/stories/StorySwitches.ts'
import { Site } from './Site.tsx'

export interface Arrival extends Omit<StoryChatProps, 'children'> {
  /** The browser's connection to the chat; default: an anonymous visitor with the publishable key of the page. */
  connect?: (chat: SwitchedChat) => ChatClient
  /** The page; default: a site with the widget in its corner. */
  page?: ReactNode
}

type Mount = StoryContext['mount']

/** As a page has it: a session by the publishable key, and a visitor token that the browser keeps. */
export const asVisitor = (chat: SwitchedChat): ChatClient =>
  chat.createClient({ session: publishableKey(TEST_PUBLISHABLE_KEY) })

/** With the session that the host's own backend minted for a known user. */
export const asUser =
  (userIdentifier: string) =>
  (chat: SwitchedChat): ChatClient =>
    chat.createClient({ userIdentifier })

/** With the client that the backend switch made. */
export const asSwitched = (chat: SwitchedChat): ChatClient => chat.client

/**
 * A visitor opens the page in a browser that has never been here. Gives the chat behind it, with its faults, and
 * `reload`, after which nothing is left but what a browser keeps.
 */
export async function arrive(mount: Mount, { connect = asVisitor, page = <Widget />, ...options }: Arrival = {}) {
  for (const key of Object.keys(localStorage)) if (key.startsWith('parley:')) localStorage.removeItem(key)
  let chat!: SwitchedChat
  let reload = () => {}
  function Browser() {
    const [load, setLoad] = useState(1)
    useEffect(() => {
      reload = () => setLoad(count => count + 1)
    }, [])
    return (
      <Tab key={load} connect={() => connect(chat)}>
        {page}
      </Tab>
    )
  }
  await new Promise<void>(resolve => {
    const handleChat = (made: SwitchedChat) => {
      chat = made
      resolve()
    }
    void mount(
      <StoryChat origin={location.origin} {...options} onChat={handleChat}>
        <Browser />
      </StoryChat>,
    )
  })
  return {
    chat,
    async reload() {
      const chats = [...document.querySelectorAll('[data-parley]')]
      reload()
      await waitFor(async () => expect(chats.some(({ isConnected }) => isConnected)).toBe(false))
    },
  }
}

/** One tab: a client of its own, closed with it. */
export function Tab({ connect, children }: { connect: () => ChatClient; children: ReactNode }) {
  const [client] = useState(connect)
  return <ChatProvider client={client}>{children}</ChatProvider>
}

function Widget() {
  return (
    <Site>
      <ChatWidget {...useStoryLook({})} />
    </Site>
  )
}
