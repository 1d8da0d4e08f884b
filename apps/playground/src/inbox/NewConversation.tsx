import { useCharacters, useCreateChat, useInitializeChatMutation } from '@parley/hooks'
import { Composer } from './Composer.tsx'
import { MessageLine } from './MessageLine.tsx'
import { replaceAddress } from './useAddress.ts'

/** Begins with a message, or with a character and its greeting. */
export function NewConversation() {
  const { pending, error } = useCreateChat({ onConversation: ({ id }) => replaceAddress(id) })
  const { data: characters = [] } = useCharacters()
  const begin = useInitializeChatMutation()
  return (
    <section>
      <div className="begin">
        <h1>What can we help with?</h1>
        <p className="quiet">Write below, or begin with one of us.</p>
        {characters.map(({ id, name, description }) => (
          <button
            key={id}
            disabled={begin.isPending}
            onClick={() =>
              begin.mutate({ characterId: id }, { onSuccess: conversation => replaceAddress(conversation.id) })
            }
          >
            <strong>{name}</strong> {description}
          </button>
        ))}
      </div>
      <ol>{pending && <MessageLine message={pending} />}</ol>
      {(error ?? begin.error) && <p role="alert">{(error ?? begin.error)!.message}</p>}
      <Composer conversationId={null} />
    </section>
  )
}
