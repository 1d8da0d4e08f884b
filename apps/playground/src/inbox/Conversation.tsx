import { useContinueChat, useConversation, useConversationMessages, useReply } from '@parley/hooks'
import { Composer } from './Composer.tsx'
import { MessageLine } from './MessageLine.tsx'

/** One conversation: its messages, older ones on demand, and the reply being written. */
export function Conversation({ id }: { id: string }) {
  const { data: conversation } = useConversation(id)
  const { data, error: loadError, hasPreviousPage, fetchPreviousPage } = useConversationMessages(id)
  const { status, error, stop, retry, regenerate } = useContinueChat(id)
  const replyId = useReply(id, reply => reply?.id ?? null)
  const messages = data?.pages.flatMap(page => page.messages) ?? []
  // While there is an error, or a reply, those have the way on.
  const lastId = status === 'ready' ? messages.at(-1)?.id : undefined
  return (
    <section>
      <h1 dir="auto">{conversation?.title || 'Conversation'}</h1>
      {hasPreviousPage && <button onClick={() => void fetchPreviousPage()}>Older messages</button>}
      <ol>
        {messages.map(message => (
          <MessageLine
            key={message.id}
            message={message}
            onRetry={message.id === lastId ? () => void regenerate(message.id).catch(() => {}) : undefined}
          />
        ))}
        {replyId !== null && <Reply key={replyId} id={id} />}
      </ol>
      {loadError && <p role="alert">{loadError.message}</p>}
      {status === 'resuming' && <p role="status">Reconnecting…</p>}
      {error && (
        <p role="alert">
          {error.message} <button onClick={() => void retry().catch(() => {})}>Try again</button>
        </p>
      )}
      {(status === 'streaming' || status === 'submitted') && (
        <button onClick={() => void stop()}>Stop generating</button>
      )}
      <Composer conversationId={id} />
    </section>
  )
}

/** The only part that renders while tokens arrive. */
function Reply({ id }: { id: string }) {
  const reply = useReply(id)
  return reply && <MessageLine message={reply} />
}
