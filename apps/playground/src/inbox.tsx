import { ChatProvider, createChatClient, parley, publishableKey } from '@parley/hooks'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Conversation } from './inbox/Conversation.tsx'
import { ConversationList } from './inbox/ConversationList.tsx'
import { NewConversation } from './inbox/NewConversation.tsx'
import './inbox.css'

const client = createChatClient({
  backend: parley({ baseUrl: import.meta.env.VITE_PARLEY_SERVER_URL }),
  session: publishableKey(import.meta.env.VITE_PARLEY_PUBLISHABLE_KEY),
})

/** A support inbox: everything seen here is the page's own, only the hooks are Parley's. */
function Inbox() {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <div className="inbox">
      <ConversationList open={open} onOpen={setOpen} />
      {open === null ? <NewConversation onCreated={setOpen} /> : <Conversation key={open} id={open} />}
    </div>
  )
}

createRoot(document.getElementById('app')!).render(
  <ChatProvider client={client}>
    <Inbox />
  </ChatProvider>,
)
