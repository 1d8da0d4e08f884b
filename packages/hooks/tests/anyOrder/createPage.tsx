import type { Conversation, Message } from '@parley/protocol'
import type { QueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import {
  ChatProvider,
  useComposer,
  useContinueChat,
  useConversationMessages,
  useConversations,
  useCreateChat,
  useDeleteConversationMutation,
  useReply,
  useUpdateConversationMutation,
  type ChatClient,
  type UseChatResult,
} from '../../src/index.ts'
import { useChatContext } from '../../src/react/ChatProvider.ts'

/** What is on screen, and what can be done there. */
export interface Screen {
  /** The conversation, once it has a name. */
  conversationId: string | null
  lines: readonly Message[]
  chat: UseChatResult
  composer: ReturnType<typeof useComposer>
  list: readonly Conversation[]
  remove: ReturnType<typeof useDeleteConversationMutation>
  rename: ReturnType<typeof useUpdateConversationMutation>
  replies: ReturnType<typeof useChatContext>['replies']
}

/** A page with a list and a conversation, which tells at each render what is on it. */
export interface Page {
  element: ReactNode
  readonly screen: Screen
  /** The conversations that each message was shown in. */
  shownIn: ReadonlyMap<string, ReadonlySet<string>>
  open(conversationId: string | null): void
  mount(is: boolean): void
}

export function createPage(
  client: ChatClient,
  queryClient: QueryClient,
  has: {
    greeting: boolean
    /** It goes on with `useCreateChat` when its conversation has a name. */
    oneHook: boolean
  },
  isWrong: (what: string) => void,
  look: (screen: Screen) => void,
): Page {
  const shownIn = new Map<string, Set<string>>()
  let screen!: Screen
  let open!: (conversationId: string | null) => void
  let mount!: (is: boolean) => void

  function useScreen(shown: Pick<Screen, 'conversationId' | 'chat' | 'composer'>) {
    const { conversationId } = shown
    const data = useConversationMessages(conversationId).data
    const reply = useReply(conversationId)
    const begun = shown.chat.pending ? [shown.chat.pending] : []
    const lines = [...(data ? data.pages.flatMap(page => page.messages) : begun), ...(reply ? [reply] : [])]
    const list = useConversations().data?.pages.flatMap(page => page.conversations) ?? []
    const remove = useDeleteConversationMutation()
    const rename = useUpdateConversationMutation()
    const { replies } = useChatContext()
    screen = { ...shown, lines, list, remove, rename, replies }
    look(screen)
    for (const shown of [lines, list])
      if (new Set(shown.map(({ id }) => id)).size < shown.length) isWrong('something is on screen twice')
    if (conversationId) for (const { id } of lines) shownIn.set(id, (shownIn.get(id) ?? new Set()).add(conversationId))
  }

  function Continued({ conversationId }: { conversationId: string }) {
    useScreen({ conversationId, chat: useContinueChat(conversationId), composer: useComposer(conversationId) })
    return null
  }

  function Begun({ onName }: { onName(conversationId: string): void }) {
    const begun = useCreateChat({
      ...(has.greeting && { characterId: 'greeter' }),
      onConversation: ({ id }) => has.oneHook || onName(id),
    })
    const { conversationId } = begun
    useScreen({ conversationId, chat: begun, composer: useComposer(has.oneHook ? null : conversationId) })
    return null
  }

  function Page() {
    const [{ id, visit }, setPlace] = useState<{ id: string | null; visit: number }>({ id: null, visit: 0 })
    const [isHere, setHere] = useState(true)
    open = next => setPlace(before => ({ id: next, visit: before.visit + 1 }))
    mount = setHere
    if (!isHere) return null
    if (id) return <Continued conversationId={id} />
    return <Begun key={visit} onName={name => setPlace(before => ({ ...before, id: before.id ?? name }))} />
  }

  return {
    element: (
      <ChatProvider client={client} queryClient={queryClient}>
        <Page />
      </ChatProvider>
    ),
    get screen() {
      return screen
    },
    shownIn,
    open: conversationId => open(conversationId),
    mount: is => mount(is),
  }
}
