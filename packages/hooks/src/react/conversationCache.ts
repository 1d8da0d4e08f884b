import { messageText, type Conversation, type Message } from '@parley/protocol'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { ChatClient } from '../core/createChatClient.ts'
import { truncatePages, type MessagesData, type MessagesPage } from './conversationMessagesQuery.ts'
import { invalidateConversationMessages, invalidateConversations } from './invalidate.ts'
import { keys } from './keys.ts'

export type ConversationsData = InfiniteData<{ conversations: Conversation[]; nextCursor: string | null }>

/** Writes what the server said into every cached query that shows it, so that nothing needs a refetch. */
export interface ConversationCache {
  /** A new conversation, first in the lists; its messages are known to be just these. */
  add(conversation: Conversation, messages: Message[]): void
  /** A conversation, first in the lists. */
  insert(conversation: Conversation): void
  update(conversationId: string, change: (conversation: Conversation) => Conversation): void
  /** Out of the lists, for as long as its deletion is under way. */
  unlist(conversationId: string): void
  remove(conversationId: string): void
  /** Runs a change and returns how to take it back. */
  undoable(change: () => void): () => void
  /** Replaces messages by id; new ones go to the end. */
  putMessages(conversationId: string, messages: Message[]): void
  /** Drops a message and everything after it. */
  truncateMessages(conversationId: string, messageId: string): void
  /** A reply is complete: the conversation moves up and shows it. */
  finishReply(conversationId: string, reply: Message): void
  /** The message as it is cached. */
  message(conversationId: string, find: (message: Message) => boolean): Message | undefined
  reload(conversationId: string): void
}

export function createConversationCache(queryClient: QueryClient, client: ChatClient): ConversationCache {
  function updateMessages(conversationId: string, change: (pages: MessagesPage[]) => MessagesPage[]) {
    queryClient.setQueriesData<MessagesData>({ queryKey: keys.messages(client, conversationId) }, data =>
      data ? { ...data, pages: change(data.pages) } : undefined,
    )
  }

  function updateLists(change: (conversations: Conversation[], page: number) => Conversation[], inEvery = true) {
    queryClient.setQueriesData<ConversationsData>(
      {
        queryKey: keys.conversations(client),
        // What a search found says nothing about what else belongs there.
        predicate: ({ queryKey }) => inEvery || (queryKey[4] as { query?: string } | undefined)?.query === undefined,
      },
      data =>
        data && {
          ...data,
          pages: data.pages.map((page, index) => ({ ...page, conversations: change(page.conversations, index) })),
        },
    )
  }

  const without = (conversations: Conversation[], id: string) => conversations.filter(known => known.id !== id)

  const cache: ConversationCache = {
    add(conversation, messages) {
      cache.insert(conversation)
      queryClient.setQueryData<MessagesData>(keys.messages(client, conversation.id), {
        pages: [{ messages, previousCursor: null }],
        pageParams: [null],
      })
    },
    insert(conversation) {
      const { id } = conversation
      queryClient.setQueryData(keys.conversation(client, id), conversation)
      updateLists((known, page) => (page === 0 ? [conversation, ...without(known, id)] : without(known, id)), false)
    },
    update(conversationId, change) {
      queryClient.setQueryData<Conversation>(keys.conversation(client, conversationId), known => known && change(known))
      updateLists(conversations => conversations.map(known => (known.id === conversationId ? change(known) : known)))
    },
    unlist(conversationId) {
      updateLists(conversations => without(conversations, conversationId))
    },
    undoable(change) {
      const all = { queryKey: keys.all(client) }
      const before = new Map(queryClient.getQueriesData(all))
      change()
      const changed = queryClient.getQueriesData(all).filter(([key, data]) => data !== before.get(key))
      return () => {
        for (const [key, data] of changed) {
          // Somebody wrote after us: only the server knows what is right now.
          if (queryClient.getQueryData(key) !== data) void queryClient.invalidateQueries({ queryKey: key, exact: true })
          else queryClient.setQueryData(key, before.get(key))
        }
      }
    },
    remove(conversationId) {
      queryClient.removeQueries({ queryKey: keys.messages(client, conversationId) })
      queryClient.removeQueries({ queryKey: keys.conversation(client, conversationId) })
      cache.unlist(conversationId)
    },
    putMessages(conversationId, messages) {
      updateMessages(conversationId, pages => messages.reduce(putMessage, pages))
    },
    truncateMessages(conversationId, messageId) {
      updateMessages(conversationId, pages => truncatePages(pages, messageId))
    },
    finishReply(conversationId, reply) {
      cache.putMessages(conversationId, [reply])
      const known = knownConversation(conversationId)
      if (!known) return
      const { activeRun: _, ...rest } = known
      const { createdAt } = reply.metadata
      const lastMessage = { role: 'assistant' as const, text: messageText(reply).slice(0, 200), createdAt }
      const conversation = { ...rest, updatedAt: new Date().toISOString(), lastMessage }
      cache.update(conversationId, () => conversation)
      cache.insert(conversation)
    },
    message(conversationId, find) {
      for (const [, data] of queryClient.getQueriesData<MessagesData>({
        queryKey: keys.messages(client, conversationId),
      })) {
        for (const page of data?.pages ?? []) {
          const found = page.messages.findLast(find)
          if (found) return found
        }
      }
      return undefined
    },
    reload(conversationId) {
      void invalidateConversationMessages(queryClient, client, conversationId)
      void invalidateConversations(queryClient, client)
    },
  }

  function knownConversation(id: string): Conversation | undefined {
    return (
      queryClient.getQueryData<Conversation>(keys.conversation(client, id)) ??
      queryClient
        .getQueriesData<ConversationsData>({ queryKey: keys.conversations(client) })
        .flatMap(([, data]) => data?.pages ?? [])
        .flatMap(page => page.conversations)
        .find(known => known.id === id)
    )
  }

  return cache
}

function putMessage(pages: MessagesPage[], message: Message): MessagesPage[] {
  const at = pages.findIndex(page => page.messages.some(known => known.id === message.id))
  return pages.map((page, index) => {
    if (index === at)
      return { ...page, messages: page.messages.map(known => (known.id === message.id ? message : known)) }
    return at < 0 && index === 0 ? { ...page, messages: [...page.messages, message] } : page
  })
}
