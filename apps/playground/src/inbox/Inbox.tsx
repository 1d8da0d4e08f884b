import { useState } from 'react'
import { Conversation } from './Conversation.tsx'
import { ConversationList } from './ConversationList.tsx'
import { NewConversation } from './NewConversation.tsx'

/** A support inbox: everything seen here is the page's own, only the hooks are Parley's. */
export function Inbox() {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <div className="inbox">
      <ConversationList open={open} onOpen={setOpen} />
      {open === null ? <NewConversation onCreated={setOpen} /> : <Conversation key={open} id={open} />}
    </div>
  )
}
