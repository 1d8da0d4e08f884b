import { messageText, type Message } from '@parley/hooks'
import { memo } from 'react'
import { Markdown } from './Markdown.tsx'

/** How an answer ended that is not finished. */
const endings: Partial<Record<Message['metadata']['status'], string>> = {
  interrupted: 'The answer was interrupted.',
  failed: 'Something went wrong while answering.',
  stopped: 'You stopped this answer.',
}

interface Props {
  message: Message
  /** Has an answer that is not finished written again. */
  onRetry?: (() => void) | undefined
}

/** One message, with its sources; only what an assistant wrote is Markdown, and only there half a text looks like a whole. */
export const MessageLine = memo(function MessageLine({ message, onRetry }: Props) {
  const { role, metadata } = message
  const sources = message.parts.filter(part => part.type === 'source-url')
  const ending = role === 'assistant' ? endings[metadata.status] : undefined
  const text = messageText(message) || (ending ? '' : '…')
  return (
    <li data-role={role} data-status={metadata.status} dir="auto">
      {role === 'assistant' ? <Markdown text={text} /> : text}
      {sources.length > 0 && (
        <ul aria-label="Sources">
          {sources.map(({ sourceId, url, title }) => (
            <li key={sourceId}>{/^https?:/.test(url) ? <a href={url}>{title ?? url}</a> : (title ?? url)}</li>
          ))}
        </ul>
      )}
      {ending && (
        <p className="ending" dir="ltr">
          {ending} {onRetry && <button onClick={onRetry}>Try again</button>}
        </p>
      )}
    </li>
  )
})
