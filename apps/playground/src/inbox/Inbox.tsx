import { Conversation } from './Conversation.tsx'
import { ConversationList } from './ConversationList.tsx'
import { NewConversation } from './NewConversation.tsx'
import { useAddress } from './useAddress.ts'

/** A support inbox: everything seen here is the page's own, only the hooks are Parley's. */
export function Inbox() {
  const address = useAddress()
  const isList = address === '' || address === 'all'
  const open = isList || address === 'new' ? null : address
  return (
    // A narrow window shows one of the two.
    <div className="inbox" data-view={isList ? 'list' : 'conversation'}>
      <ConversationList open={open} />
      <a className="back" href="#all">
        ‹ All conversations
      </a>
      {open === null ? <NewConversation /> : <Conversation key={open} id={open} />}
    </div>
  )
}
