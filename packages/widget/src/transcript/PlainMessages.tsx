import { messageText, useReply, type Message } from '@parley/hooks'
import { useWords } from '../i18n/useWords.ts'

interface PlainMessagesProps {
  conversationId: string | null
  messages: readonly Message[]
}

/** The conversation as plain text: until the code that draws messages is here, and for good if it cannot be fetched. */
export function PlainMessages({ conversationId, messages }: PlainMessagesProps) {
  const { words } = useWords()
  const reply = useReply(conversationId, reply => reply)
  const written = messages.filter(message => message.id !== reply?.id)
  return (
    <>
      {(reply ? [...written, reply] : written).map(message => (
        <article
          key={message.id}
          className="message"
          data-role={message.role}
          data-status={message.metadata.status}
          aria-label={message.role === 'user' ? words.you : words.assistant}
        >
          <div className={message.role === 'user' ? 'bubble' : 'plain'} dir="auto">
            {messageText(message)}
          </div>
        </article>
      ))}
    </>
  )
}
