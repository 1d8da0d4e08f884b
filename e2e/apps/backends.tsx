import {
  aiSdk,
  aurora,
  ChatProvider,
  createChatClient,
  datamonkey,
  gram,
  inkeep,
  parley,
  publishableKey,
  type ChatSession,
} from '@parley/hooks'
import { ChatWidget } from '@parley/widget'
import { createRoot } from 'react-dom/client'

// One widget over any of the six backends: which one, and where its server is, stand on the page.

const root = document.querySelector<HTMLElement>('#root')!
const { url: baseUrl = '', key = '', backend = 'parley' } = root.dataset

/** The customer's own endpoint, as far as this page needs one: a session of the same visitor after each reload. */
const session = async (): Promise<ChatSession> => {
  const response = await fetch('/session', { method: 'POST' })
  return (await response.json()) as ChatSession
}

const clients = {
  parley: () => createChatClient({ backend: parley({ baseUrl }), session: publishableKey(key) }),
  inkeep: () => createChatClient({ backend: inkeep({ baseUrl, integrationId: 'docs' }), session }),
  gram: () => createChatClient({ backend: gram({ baseUrl, project: 'default' }), session }),
  datamonkey: () => createChatClient({ backend: datamonkey({ baseUrl: `${baseUrl}/api/v1` }) }),
  aurora: () => createChatClient({ backend: aurora({ baseUrl }), session }),
  aiSdk: () => createChatClient({ backend: aiSdk({ api: `${baseUrl}/api/chat`, resume: true }), session }),
}

createRoot(root).render(
  <ChatProvider client={clients[backend as keyof typeof clients]()}>
    <ChatWidget title="Ask our docs" />
  </ChatProvider>,
)
