import { messageText, type Message } from '@parley/hooks'
import { memo } from 'react'

/** One message as text, with its sources. */
export const MessageLine = memo(function MessageLine({ message }: { message: Message }) {
  const sources = message.parts.filter(part => part.type === 'source-url')
  return (
    <li data-role={message.role} data-status={message.metadata.status} dir="auto">
      {messageText(message) || '…'}
      {sources.length > 0 && (
        <ul aria-label="Sources">
          {sources.map(({ sourceId, url, title }) => (
            <li key={sourceId}>{/^https?:/.test(url) ? <a href={url}>{title ?? url}</a> : (title ?? url)}</li>
          ))}
        </ul>
      )}
    </li>
  )
})
