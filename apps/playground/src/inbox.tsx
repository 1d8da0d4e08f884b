import { ChatProvider, createChatClient, parley, publishableKey } from '@parley/hooks'
import { createRoot } from 'react-dom/client'
import { Inbox } from './inbox/Inbox.tsx'
import './inbox.css'

const client = createChatClient({
  backend: parley({ baseUrl: import.meta.env.VITE_PARLEY_SERVER_URL }),
  session: publishableKey(import.meta.env.VITE_PARLEY_PUBLISHABLE_KEY),
})

createRoot(document.getElementById('app')!).render(
  <ChatProvider client={client}>
    <Inbox />
  </ChatProvider>,
)
