'use client'
import { useConversationMessages, useReply, type ChatError, type Message, type ReplyStatus } from '@parley/hooks'
import { memo, useEffect, useMemo } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { namesOrigin } from '../message/isOriginRefusal.ts'
import { MessageStatus } from '../message/MessageStatus.tsx'
import { Icon } from '../theme/Icon.tsx'
import { Announcer } from './Announcer.tsx'
import { Greeting } from './Greeting.tsx'
import { LazyMessageList, preloadMessages } from './LazyMessageList.tsx'
import { PlainMessages } from './PlainMessages.tsx'
import { Skeleton } from '../message/Skeleton.tsx'
import { useFollowEnd } from './useFollowEnd.ts'
import { useKeepPlace } from './useKeepPlace.ts'
import { WaitingReply } from './WaitingReply.tsx'

export interface TranscriptProps {
  /** The conversation to show; null before the first message. */
  conversationId: string | null
  /** `status` and `error` of `useContinueChat` or `useCreateChat`. */
  status: ReplyStatus
  error?: ChatError | null
  /** The first message, until the server has its conversation. */
  firstMessage?: Message | null
  /** Who the visitor is may still tell which conversation to show. */
  loading?: boolean
  greeting?: string
  suggestions?: readonly string[]
  imageOrigins?: readonly string[]
  onSuggestion?: (suggestion: string) => void
  onRetry?: () => void
  onRegenerate?: (messageId: string) => void
  /** Offers to change a message of the visitor. */
  onEdit?: (messageId: string, text: string) => void
}

const none: Message[] = []

/**
 * The messages of a conversation and the reply being written. While a reply streams only its own message is drawn
 * again; it keeps its place in the list, and its DOM, when it is done.
 */
export const Transcript = memo(function Transcript(props: TranscriptProps) {
  const { conversationId, status, error, firstMessage, greeting, suggestions, imageOrigins } = props
  const { onSuggestion, onRetry, onRegenerate, onEdit } = props
  const { words } = useWords()
  const query = useConversationMessages(conversationId)
  const replyId = useReply(conversationId, reply => reply?.id ?? null)
  const known = useMemo(() => query.data?.pages.flatMap(page => page.messages) ?? none, [query.data])
  const first = useMemo(
    () => (conversationId === null && firstMessage ? [firstMessage] : null),
    [conversationId, firstMessage],
  )
  const messages = first ?? known
  const loading = props.loading || (conversationId !== null && query.isPending)
  const ids = useIds(messages, replyId)
  // After a reload the stored part of the reply stands there before its stream goes on.
  const isBegun = replyId !== null || messages.at(-1)?.metadata.status === 'streaming'
  const waiting = (status === 'submitted' || status === 'streaming') && !isBegun
  const empty = !loading && ids.length === 0 && !waiting && !query.isError
  // A greeting is read from its beginning.
  const { scroller, content, end, atEnd, scrollToEnd } = useFollowEnd(!empty)
  const keepPlace = useKeepPlace(scroller, known[0]?.id)
  const lastUserId = messages.findLast(message => message.role === 'user')?.id
  useEffect(scrollToEnd, [scrollToEnd, lastUserId, conversationId])
  // While they are on their way.
  const expected = loading || status !== 'ready'
  useEffect(() => {
    if (expected) void preloadMessages()
  }, [expected])

  const handleOlder = () => {
    keepPlace()
    void query.fetchPreviousPage()
  }
  const handleJump = () => {
    // The button that was pressed goes away: the focus stays in the conversation.
    scroller.current?.focus({ preventScroll: true })
    scrollToEnd()
  }
  const lastStatus = messages.at(-1)?.metadata.status
  // A message that could not be written anew: what it would have replaced is here again, and shows no error.
  const unsaid = status === 'error' && replyId === null && lastStatus !== 'failed' && lastStatus !== 'interrupted'
  const isRefused = namesOrigin(query.error?.code)
  return (
    <div className="transcript" data-status={status} data-empty={empty || undefined}>
      {/* Scrollable, so it takes the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div
        className="transcript-scroller"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-label={words.transcript}
        aria-live="off"
      >
        <div className="transcript-items" ref={content}>
          {query.hasPreviousPage && (
            <button
              type="button"
              className="button older"
              disabled={query.isFetchingPreviousPage}
              onClick={handleOlder}
            >
              {query.isFetchingPreviousPage ? words.loading : words.olderMessages}
            </button>
          )}
          {empty && <Greeting greeting={greeting} suggestions={suggestions} onSuggestion={onSuggestion} />}
          {loading && ids.length === 0 && <Skeleton />}
          {query.isError && ids.length === 0 && (
            <MessageStatus
              status="failed"
              detail={isRefused ? words.refused : words.loadConversationFailed}
              onRetry={isRefused ? undefined : () => void query.refetch()}
              urgent
            />
          )}
          {ids.length > 0 && (
            <LazyMessageList
              fallback={<PlainMessages conversationId={conversationId} messages={messages} />}
              conversationId={conversationId}
              messages={messages}
              ids={ids}
              imageOrigins={imageOrigins}
              onRetry={onRetry}
              onRegenerate={onRegenerate}
              onEdit={onEdit}
            />
          )}
          {waiting && <WaitingReply />}
          {unsaid && (
            <MessageStatus
              status="failed"
              detail={error?.code === 'rate_limited' ? words.rateLimited : undefined}
              onRetry={onRetry}
            />
          )}
          {status === 'resuming' && replyId !== null && <p className="resuming">{words.reconnecting}</p>}
        </div>
        <div ref={end} className="transcript-end" aria-hidden="true" />
      </div>
      {!atEnd && !empty && (
        <button type="button" className="jump" onClick={handleJump}>
          <Icon name="down" size={16} />
          {words.jumpToLatest}
        </button>
      )}
      <Announcer conversationId={conversationId} status={status} />
    </div>
  )
})

/** The order of the list, the same array while the same messages are in it. */
function useIds(messages: Message[], replyId: string | null): string[] {
  const text = messages.map(message => message.id)
  if (replyId !== null && !text.includes(replyId)) text.push(replyId)
  const key = text.join('\n')
  return useMemo(() => (key === '' ? [] : key.split('\n')), [key])
}
