import { ChatProvider, createChatClient, parley, publishableKey } from '@parley/hooks'
import { ChatPanel, ChatSurface } from '@parley/widget'
import { createRoot } from 'react-dom/client'

const { baseUrl, key } = document.body.dataset as Record<'baseUrl' | 'key', string>
const client = createChatClient({ backend: parley({ baseUrl }), session: publishableKey(key) })

createRoot(document.getElementById('app')!).render(
  <ChatProvider client={client}>
    <ChatPanel className="chat" title="Ask our docs" />
    <ChatSurface className="parts">A part</ChatSurface>
  </ChatProvider>,
)
