import type { Message as MessageData } from '@parley/hooks'
import { messageText } from '@parley/hooks'
import { Fragment, memo, useLayoutEffect, useRef } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { markdownStyles } from '../markdown/markdownStyles.ts'
import { adoptStylesFor } from '../theme/adoptStyles.ts'
import { IconButton } from '../theme/IconButton.tsx'
import { MessageActions, type Rating } from './MessageActions.tsx'
import { namesOrigin } from './isOriginRefusal.ts'
import { MessageBoundary } from './MessageBoundary.tsx'
import { messageStyles } from './messageStyles.ts'
import { MessageStatus } from './MessageStatus.tsx'
import { drawPart } from './partRegistry.tsx'
import { Sources } from './Sources.tsx'
import { TypingIndicator } from './TypingIndicator.tsx'
import { useDrawnAnew } from './useDrawnAnew.ts'

export interface MessageProps {
  message: MessageData
  /** The latest message keeps its actions in view. */
  latest?: boolean
  /** Origins whose images may load; all others become links. */
  imageOrigins?: readonly string[]
  /** Offers "Try again" for a message that was not sent, was interrupted or failed. */
  onRetry?: () => void
  /** Offers to write the answer anew. */
  onRegenerate?: () => void
  /**
   * Offers "Good answer" and "Bad answer"; null takes a rating back. A promise tells the form for comments how it went.
   */
  onFeedback?: (rating: Rating, comment?: string) => unknown
  /** Offers to change a message of the visitor and send it again. */
  onEdit?: () => void
}

/** One message. Draws what it is given and asks nothing of the client, so that any state can be shown. */
export const Message = memo(function Message(props: MessageProps) {
  const { words } = useWords()
  const { message, latest } = props
  const { role } = message
  const streaming = message.metadata.status === 'streaming'
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => adoptStylesFor(box.current, messageStyles, markdownStyles), [])
  const drawing = useDrawnAnew(box, streaming)
  return (
    <article
      ref={box}
      className="message"
      data-role={role}
      data-status={message.metadata.status}
      data-latest={latest || undefined}
      aria-label={role === 'user' ? words.you : words.assistant}
      aria-busy={streaming || undefined}
    >
      <MessageBoundary key={drawing} fallback={<MessageStatus status="failed" detail={words.unreadableMessage} />}>
        {role === 'user' ? <UserMessage {...props} /> : <AssistantMessage {...props} />}
      </MessageBoundary>
    </article>
  )
})

function UserMessage({ message, onRetry, onEdit }: MessageProps) {
  const { words } = useWords()
  const { status, errorCode } = message.metadata
  const text = messageText(message)
  // A firewall says 403 too.
  const isRefused = namesOrigin(errorCode)
  return (
    <>
      <div className="bubble" key={text}>
        {text}
      </div>
      {status === 'failed' && (
        <MessageStatus
          status="notSent"
          detail={isRefused ? words.refused : undefined}
          onRetry={isRefused ? undefined : onRetry}
          urgent={Boolean(onRetry)}
        />
      )}
      {onEdit && (
        <div className="message-actions">
          <IconButton icon="compose" label={words.edit} size={16} onClick={onEdit} />
        </div>
      )}
    </>
  )
}

function AssistantMessage({ message, imageOrigins, onRetry, onRegenerate, onFeedback }: MessageProps) {
  const { parts, metadata } = message
  const streaming = metadata.status === 'streaming'
  const begun = parts.some(part => part.type !== 'text' || part.text !== '')
  const { status } = metadata
  const finished = status === 'complete' || status === 'stopped'
  return (
    <>
      <div className="parts">
        {parts.map((part, index) => (
          <Fragment key={index}>
            {drawPart(part, { streaming: streaming && index === parts.length - 1, imageOrigins })}
          </Fragment>
        ))}
        {streaming && !begun && <TypingIndicator />}
        {!streaming && <Sources parts={parts} />}
      </div>
      {(status === 'interrupted' || status === 'failed') && <MessageStatus status={status} onRetry={onRetry} />}
      {status === 'stopped' && <MessageStatus status="stopped" />}
      {/* What broke off can be tried again, and is no answer to judge. */}
      {!streaming && begun && <MessageActions message={message} {...(finished && { onFeedback, onRegenerate })} />}
    </>
  )
}
