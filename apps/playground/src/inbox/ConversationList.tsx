import { useConversations } from '@parley/hooks'
import { useEffect, useState } from 'react'
import { ConversationRow } from './ConversationRow.tsx'

/** The visitor's conversations, searched by title, a page at a time. */
export function ConversationList({ open }: { open: string | null }) {
  const [query, setQuery] = useState('')
  const { data, error, isPending, hasNextPage, fetchNextPage, refetch } = useConversations(query ? { query } : {})
  const conversations = data?.pages.flatMap(page => page.conversations) ?? []
  // Nobody here reads such a reply, so nobody tells the list how it ended.
  const isWrittenElsewhere = conversations.some(({ id, activeRun }) => activeRun && id !== open)
  useEffect(() => {
    if (!isWrittenElsewhere) return undefined
    const timer = setInterval(() => void refetch(), 3000)
    return () => clearInterval(timer)
  }, [isWrittenElsewhere, refetch])
  return (
    <nav aria-label="Conversations">
      <a className="primary" href="#new">
        New conversation
      </a>
      <input
        type="search"
        placeholder="Search titles"
        aria-label="Search titles"
        value={query}
        onChange={event => setQuery(event.target.value)}
      />
      {error && <p role="alert">{error.message}</p>}
      {data && conversations.length === 0 && (
        <p className="quiet">{query ? 'Nothing found.' : 'No conversations yet.'}</p>
      )}
      {isPending && !error && <p className="quiet">Loading…</p>}
      <ul>
        {conversations.map(conversation => (
          <ConversationRow key={conversation.id} conversation={conversation} isOpen={conversation.id === open} />
        ))}
      </ul>
      {hasNextPage && <button onClick={() => void fetchNextPage()}>More</button>}
    </nav>
  )
}
