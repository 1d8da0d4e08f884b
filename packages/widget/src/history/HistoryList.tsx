'use client'
import { useConversations, useDeleteConversationMutation } from '@parley/hooks'
import { useWords } from '../i18n/useWords.ts'
import { MessageStatus } from '../message/MessageStatus.tsx'
import { Skeleton } from '../message/Skeleton.tsx'
import { HistoryItem } from './HistoryItem.tsx'

export interface HistoryListProps {
  /** The conversation that is open. */
  conversationId?: string | null
  onOpen: (conversationId: string) => void
  /** Called when a conversation is deleted. */
  onDelete?: (conversationId: string) => void
}

/** The visitor's conversations, newest first: open one, delete one. */
export function HistoryList({ conversationId = null, onOpen, onDelete }: HistoryListProps) {
  const { words } = useWords()
  const query = useConversations()
  const deletion = useDeleteConversationMutation()
  const conversations = query.data?.pages.flatMap(page => page.conversations) ?? []

  const handleDelete = (id: string) => {
    onDelete?.(id)
    deletion.mutate({ conversationId: id })
  }
  if (query.isPending) return <Skeleton />
  if (query.isError && conversations.length === 0) {
    return <MessageStatus status="failed" detail={words.loadConversationFailed} onRetry={() => void query.refetch()} />
  }
  if (conversations.length === 0) return <p className="history-empty">{words.noConversations}</p>
  return (
    <>
      <ul className="history-list" aria-label={words.conversations}>
        {conversations.map(conversation => (
          <HistoryItem
            key={conversation.id}
            conversation={conversation}
            current={conversation.id === conversationId}
            onOpen={onOpen}
            onDelete={handleDelete}
          />
        ))}
      </ul>
      {query.hasNextPage && (
        <button
          type="button"
          className="button older"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {words.showMore}
        </button>
      )}
    </>
  )
}
