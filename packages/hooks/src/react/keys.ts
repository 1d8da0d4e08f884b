import type { ChatClient } from '../core/createChatClient.ts'

const all = (client: ChatClient, visitorId = client.visitorId) =>
  ['parley', client.backend.endpoint, visitorId] as const

/** `['parley', endpoint, visitorId, resource, params]`; no token is ever in one. */
const key = <Params extends object>(client: ChatClient, resource: string, params?: Params) =>
  [...all(client), resource, ...(params ? [params] : [])] as const

export const keys = {
  all,
  characters: (client: ChatClient) => key(client, 'characters'),
  conversations: (client: ChatClient, request?: { limit?: number; query?: string }) =>
    key(client, 'conversations', request),
  conversation: (client: ChatClient, conversationId: string | null) => key(client, 'conversation', { conversationId }),
  messages: (client: ChatClient, conversationId: string | null, request?: { limit?: number }) =>
    key(client, 'messages', { conversationId, ...request }),
  widgetConfig: (client: ChatClient) => key(client, 'widgetConfig'),
}
