import { useComposer } from '@parley/hooks'

/** The draft of a conversation; it survives a failed send and a look into another conversation. */
export function Composer({ conversationId }: { conversationId: string | null }) {
  const { draft, setDraft, submit, canSubmit } = useComposer(conversationId)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <input
        value={draft}
        onChange={event => setDraft(event.target.value)}
        placeholder="Write a message"
        aria-label="Message"
        dir="auto"
      />
      <button className="primary" disabled={!canSubmit}>
        Send
      </button>
    </form>
  )
}
