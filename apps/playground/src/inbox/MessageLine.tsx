import { messageText, type Message } from '@parley/hooks'
import { memo } from 'react'
import { Markdown } from './Markdown.tsx'

/** One message, with its sources; only what an assistant wrote is Markdown. */
export const MessageLine = memo(function MessageLine({ message }: { message: Message }) {
  const sources = message.parts.filter(part => part.type === 'source-url')
  const text = messageText(message) || '…'
  return (
    <li data-role={message.role} data-status={message.metadata.status} dir="auto">
      {message.role === 'assistant' ? <Markdown text={text} /> : text}
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
