'use client'
import {
  useChatClient,
  useConversations,
  useDeleteConversationMutation,
  useUpdateConversationMutation,
} from '@parley/hooks'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { MessageStatus } from '../message/MessageStatus.tsx'
import { Skeleton } from '../message/Skeleton.tsx'
import { adoptStylesFor } from '../theme/adoptStyles.ts'
import { HistoryItem } from './HistoryItem.tsx'
import { HistorySearch } from './HistorySearch.tsx'
import { historyStyles } from './historyStyles.ts'
import { useVisitorKey } from './useVisitorKey.ts'

export interface HistoryListProps {
  /** The conversation that is open. */
  conversationId?: string | null
  onOpen: (conversationId: string) => void
  /** Called when the visitor has said that a conversation is to be deleted; the button for it goes away. */
  onDeleting?: () => void
  /** Called when a conversation is deleted. */
  onDelete?: (conversationId: string) => void
}

/** The visitor's conversations, newest first: search their titles, open, rename and delete them. */
export function HistoryList(props: HistoryListProps) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => adoptStylesFor(box.current, historyStyles), [])
  return (
    <div ref={box}>
      <Conversations key={useVisitorKey()} {...props} />
    </div>
  )
}

function Conversations({ conversationId = null, onOpen, onDeleting, onDelete }: HistoryListProps) {
  const { words } = useWords()
  const { capabilities } = useChatClient().backend
  const [search, setSearch] = useState('')
  const wanted = useLater(search.trim(), 200)
  const query = useConversations(wanted ? { query: wanted } : {})
  const deletion = useDeleteConversationMutation()
  const update = useUpdateConversationMutation()
  const [shown, setShown] = useState(query.data)
  // While another search runs the list stays: it would flash with every letter.
  if (query.data && query.data !== shown) setShown(query.data)
  const conversations = (query.data ?? shown)?.pages.flatMap(page => page.conversations) ?? []

  const handleDelete = (conversationId: string) => {
    onDeleting?.()
    deletion.mutateAsync({ conversationId }).then(
      () => onDelete?.(conversationId),
      () => {}, // said below
    )
  }
  const list = useRef<HTMLUListElement>(null)
  // A disabled button, or one that goes away, would take the focus with it.
  const handleMore = async () => {
    if (query.isFetchingNextPage) return
    const { hasNextPage } = await query.fetchNextPage()
    if (!hasNextPage) list.current?.focus({ preventScroll: true })
  }
  if (query.isPending && !shown) return <Skeleton />
  const failed = query.isError && conversations.length === 0 && (
    <MessageStatus status="failed" detail={words.sessionFailed} onRetry={() => void query.refetch()} />
  )
  if (failed && !search) return failed
  if (conversations.length === 0 && !search) return <p className="history-empty">{words.noConversations}</p>
  return (
    <>
      <HistorySearch value={search} onChange={setSearch} />
      <ul
        ref={list}
        tabIndex={-1}
        className="history-list"
        aria-label={words.conversations}
        aria-busy={query.isFetching || undefined}
      >
        {conversations.map(conversation => (
          <HistoryItem
            key={conversation.id}
            conversation={conversation}
            current={conversation.id === conversationId}
            onOpen={onOpen}
            onRename={
              capabilities.has('conversations.update')
                ? (id, title) => update.mutate({ conversationId: id, title })
                : undefined
            }
            onDelete={capabilities.has('conversations.delete') ? handleDelete : undefined}
          />
        ))}
      </ul>
      {failed}
      {(deletion.isError || update.isError) && <MessageStatus status="failed" detail={words.sessionFailed} urgent />}
      {/* There before what it says, which is heard then. */}
      <div role="status">
        {conversations.length === 0 && !failed && <p className="history-empty">{words.nothingFound}</p>}
      </div>
      {query.hasNextPage && (
        <button
          type="button"
          className="button older"
          aria-disabled={query.isFetchingNextPage || undefined}
          onClick={() => void handleMore()}
        >
          {words.showMore}
        </button>
      )}
    </>
  )
}

/** A value once it has rested: not every letter is a request. */
function useLater(value: string, ms: number): string {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return later
}
