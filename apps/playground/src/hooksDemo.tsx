import {
  ChatProvider,
  createChatClient,
  messageText,
  parley,
  publishableKey,
  useComposer,
  useContinueChat,
  useConversationMessages,
  useConversations,
  useCreateChat,
  useDeleteConversationMutation,
  useReply,
  type Message,
} from '@parley/hooks'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import './hooksDemo.css'

const client = createChatClient({
  backend: parley({ baseUrl: import.meta.env.VITE_PARLEY_SERVER_URL }),
  session: publishableKey(import.meta.env.VITE_PARLEY_PUBLISHABLE_KEY),
})

/** A chat of its own looks: everything here is the page's, only the hooks are Parley's. */
function HooksDemo() {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <div className="hooks-demo">
      <Conversations open={open} onOpen={setOpen} />
      {open === null ? <NewConversation onCreated={setOpen} /> : <Conversation key={open} id={open} />}
    </div>
  )
}

function Conversations({ open, onOpen }: { open: string | null; onOpen(id: string | null): void }) {
  const { data, error } = useConversations()
  const remove = useDeleteConversationMutation()
  const conversations = data?.pages.flatMap(page => page.conversations) ?? []
  return (
    <nav aria-label="Conversations">
      <button onClick={() => onOpen(null)}>New conversation</button>
      {error && <p role="alert">{error.message}</p>}
      <ul>
        {conversations.map(({ id, title }) => (
          <li key={id}>
            <button aria-current={id === open} onClick={() => onOpen(id)}>
              {title}
            </button>
            <button
              aria-label={`Delete ${title}`}
              onClick={() => {
                remove.mutate({ conversationId: id })
                if (id === open) onOpen(null)
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function NewConversation({ onCreated }: { onCreated(id: string): void }) {
  const { pending, error } = useCreateChat({ onConversation: ({ id }) => onCreated(id) })
  return (
    <section>
      <ol>{pending && <Line message={pending} />}</ol>
      {error && <p role="alert">{error.message}</p>}
      <Composer conversationId={null} />
    </section>
  )
}

function Conversation({ id }: { id: string }) {
  const { data } = useConversationMessages(id)
  const { status, error, stop, retry } = useContinueChat(id)
  const reply = useReply(id)
  const messages = data?.pages.flatMap(page => page.messages) ?? []
  return (
    <section>
      <ol>
        {[...messages, ...(reply ? [reply] : [])].map(message => (
          <Line key={message.id} message={message} />
        ))}
      </ol>
      {error && (
        <p role="alert">
          {error.message} <button onClick={() => void retry().catch(() => {})}>Try again</button>
        </p>
      )}
      {status === 'streaming' && <button onClick={() => void stop()}>Stop</button>}
      <Composer conversationId={id} />
    </section>
  )
}

const Line = ({ message }: { message: Message }) => (
  <li data-role={message.role} data-status={message.metadata.status} dir="auto">
    {messageText(message) || '…'}
  </li>
)

function Composer({ conversationId }: { conversationId: string | null }) {
  const { draft, setDraft, submit, canSubmit } = useComposer(conversationId)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <input value={draft} onChange={event => setDraft(event.target.value)} aria-label="Message" dir="auto" />
      <button disabled={!canSubmit}>Send</button>
    </form>
  )
}

createRoot(document.getElementById('app')!).render(
  <ChatProvider client={client}>
    <HooksDemo />
  </ChatProvider>,
)
