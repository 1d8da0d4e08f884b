import { messageText, type Conversation, type Message } from '@parley/protocol'
import type { InfiniteData, QueryClient, QueryFilters } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { truncatePages, type MessagesPage } from './conversationMessagesQuery.ts'
import type { ConversationsPage } from './conversationsQuery.ts'
import { queryKey } from './queryKey.ts'

/** Writes what the server said into every cached query that shows it, so that nothing needs a refetch. */
export interface ConversationCache {
  /** A conversation, first in the lists; one that `isNew` is known to have no messages yet. */
  insert(conversation: Conversation, isNew?: boolean): void
  update(conversationId: string, change: (conversation: Conversation) => Conversation): void
  /** Out of the lists. */
  remove(conversationId: string): void
  /** Replaces a message by its id; a new one goes to the end, unless it `isOlder`. */
  put(conversationId: string, message: Message, isOlder?: boolean): void
  /** Drops a message and everything after it. */
  truncate(conversationId: string, messageId: string): void
  /** A reply is complete: the conversation shows it and moves up, unless it may have been complete for long. */
  finish(conversationId: string, reply: Message, isOld?: boolean): void
  /** The newest cached message that is meant. */
  message(conversationId: string, isMeant: (message: Message) => boolean): Message | undefined
  reload(conversationId: string): void
}

export function createConversationCache(queryClient: QueryClient, client: ChatClient): ConversationCache {
  const one = (conversationId: string) => ({ queryKey: queryKey(client, 'conversation', { conversationId }) })
  const lists = () => ({ queryKey: queryKey(client, 'conversations') })
  const messagesOf = (conversationId: string) => ({ queryKey: queryKey(client, 'messages', { conversationId }) })

  const updatePages = <Page>(filters: QueryFilters, change: (pages: Page[]) => Page[]) => {
    queryClient.setQueriesData<InfiniteData<Page>>(filters, data => data && { ...data, pages: change(data.pages) })
    void overtake(filters)
  }

  /** What is being read was asked for before the change, and would undo it. */
  async function overtake(filters: QueryFilters): Promise<void> {
    const reading = { ...filters, fetchStatus: 'fetching' } as const
    const first = queryClient
      .getQueryCache()
      .findAll(reading)
      .filter(({ state }) => state.data === undefined)
    await queryClient.invalidateQueries(reading)
    // These were not begun anew but waited for.
    void queryClient.invalidateQueries({ predicate: query => first.includes(query) })
  }

  const updateLists = (filters: QueryFilters, change: (known: Conversation[], page: number) => Conversation[]) =>
    updatePages<ConversationsPage>({ ...lists(), ...filters }, pages =>
      pages.map((page, index) => ({ ...page, conversations: change(page.conversations, index) })),
    )

  const without = (conversations: Conversation[], id: string) => conversations.filter(known => known.id !== id)

  const cache: ConversationCache = {
    insert(conversation, isNew) {
      const { id } = conversation
      if (isNew)
        queryClient.setQueryData(messagesOf(id).queryKey, {
          pages: [{ messages: [], previousCursor: null }],
          pageParams: [null],
        })
      queryClient.setQueryData(one(id).queryKey, conversation)
      // What a search found says nothing about what else belongs there.
      const predicate: QueryFilters['predicate'] = ({ queryKey }) =>
        !(queryKey[4] as { query?: string } | undefined)?.query
      updateLists({ predicate }, (known, page) => [...(page === 0 ? [conversation] : []), ...without(known, id)])
    },
    update(id, change) {
      queryClient.setQueryData<Conversation>(one(id).queryKey, known => known && change(known))
      updateLists({}, conversations => conversations.map(known => (known.id === id ? change(known) : known)))
    },
    remove(id) {
      updateLists({}, conversations => without(conversations, id))
    },
    put(id, message, isOlder = false) {
      updatePages<MessagesPage>(messagesOf(id), pages => {
        let isNew = !isOlder
        const put = (known: Message) => {
          if (known.id !== message.id) return known
          isNew = false
          return message
        }
        const [newest, ...older] = pages.map(page => ({ ...page, messages: page.messages.map(put) }))
        if (isNew) newest!.messages.push(message)
        return [newest!, ...older]
      })
    },
    truncate(id, messageId) {
      updatePages<MessagesPage>(messagesOf(id), pages => truncatePages(pages, messageId))
    },
    finish(id, reply, isOld) {
      cache.put(id, reply)
      let conversation: Conversation | undefined
      cache.update(
        id,
        known =>
          (conversation = {
            ...known,
            activeRun: undefined,
            lastMessage: {
              role: 'assistant' as const,
              text: messageText(reply).slice(0, 200),
              createdAt: reply.metadata.createdAt,
            },
          }),
      )
      if (conversation && !isOld) cache.insert({ ...conversation, updatedAt: new Date().toISOString() })
    },
    message: (id, isMeant) =>
      // The newest page comes first, its newest message last.
      queryClient
        .getQueriesData<InfiniteData<MessagesPage>>(messagesOf(id))
        .flatMap(([, data]) => data?.pages.map(page => page.messages.findLast(isMeant)))
        .find(Boolean),
    reload(id) {
      for (const filters of [messagesOf(id), one(id), lists()]) void queryClient.invalidateQueries(filters)
    },
  }
  return cache
}
