import {
  charactersGet,
  charactersList,
  chatSessionsRevoke,
  continueChat,
  conversationsCreate,
  conversationsDelete,
  conversationsGet,
  conversationsList,
  conversationsUpdate,
  createChat,
  messagesFeedback,
  messagesList,
  messagesSend,
  regenerateReply,
  replyStop,
  resumeReply,
  type Capability,
  type ChatClient,
  type ReplyStream,
  type Result,
} from '../../src/index.ts'

export interface Begun {
  conversationId: string
  messageId: string
}

/** Every operation of the client once, about a conversation that has begun, in an order in which all can work. */
export const probes: {
  operation: string
  /** Declared by the backend; null where nothing but trying tells. */
  capability: Capability | null
  attempt(client: ChatClient, begun: Begun): Promise<Result<unknown>>
}[] = [
  {
    operation: 'createChat',
    capability: 'stream',
    attempt: async client => finished(await createChat(client, { message: { text: 'hello' } })),
  },
  {
    operation: 'continueChat',
    capability: 'stream',
    attempt: async (client, { conversationId }) =>
      finished(await continueChat(client, { conversationId, message: { text: 'more' } })),
  },
  {
    operation: 'messagesSend',
    capability: null,
    attempt: (client, { conversationId }) => messagesSend(client, { conversationId, message: { text: 'blocking' } }),
  },
  {
    operation: 'conversationsCreate',
    capability: null,
    attempt: async client => {
      const characters = await charactersList(client)
      return conversationsCreate(client, characters.ok ? { characterId: characters.value[0]!.id } : {})
    },
  },
  {
    operation: 'conversationsList',
    capability: 'conversations.list',
    attempt: client => conversationsList(client, {}),
  },
  {
    operation: 'conversationsGet',
    capability: 'conversations.get',
    attempt: (client, { conversationId }) => conversationsGet(client, { conversationId }),
  },
  {
    operation: 'conversationsUpdate',
    capability: 'conversations.update',
    attempt: (client, { conversationId }) => conversationsUpdate(client, { conversationId, title: 'Renamed' }),
  },
  {
    operation: 'messagesList',
    capability: 'messages.list',
    attempt: (client, { conversationId }) => messagesList(client, { conversationId }),
  },
  {
    operation: 'messagesFeedback',
    capability: 'feedback',
    attempt: (client, { conversationId, messageId }) =>
      messagesFeedback(client, { conversationId, messageId, rating: 'up' }),
  },
  { operation: 'charactersList', capability: 'characters', attempt: client => charactersList(client) },
  {
    operation: 'charactersGet',
    capability: 'characters',
    attempt: async client => {
      const characters = await charactersList(client)
      return characters.ok ? charactersGet(client, { characterId: characters.value[0]!.id }) : characters
    },
  },
  {
    operation: 'resumeReply',
    capability: 'resume',
    attempt: (client, { conversationId }) => resumeReply(client, { conversationId }),
  },
  {
    operation: 'replyStop',
    capability: 'stop',
    attempt: (client, { conversationId }) => replyStop(client, { conversationId }),
  },
  {
    operation: 'regenerateReply',
    capability: 'regenerate',
    attempt: async (client, begun) => finished(await regenerateReply(client, begun)),
  },
  {
    operation: 'continueChat { replaces }',
    capability: 'replace',
    attempt: async (client, { conversationId }) => {
      const canReplace = client.backend.capabilities.has('replace')
      const list = canReplace ? await messagesList(client, { conversationId }) : undefined
      const replaces = list?.value?.messages.find(({ role }) => role === 'user')?.id ?? 'unknown'
      return finished(await continueChat(client, { conversationId, message: { text: 'instead' }, replaces }))
    },
  },
  {
    operation: 'conversationsDelete',
    capability: 'conversations.delete',
    attempt: (client, { conversationId }) => conversationsDelete(client, { conversationId }),
  },
  { operation: 'chatSessionsRevoke', capability: 'sessions', attempt: client => chatSessionsRevoke(client) },
]

/** A stream counts when its reply is whole. */
async function finished(result: Result<ReplyStream>): Promise<Result<unknown>> {
  if (result.ok) await result.value.final
  return result
}
