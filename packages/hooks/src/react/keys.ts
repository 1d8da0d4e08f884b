import type { ChatClient } from '../core/createChatClient.ts'

/** `['parley', endpoint, visitorId, resource, params]`; no token is ever in one. */
const key = <Params extends object>(client: ChatClient, resource: string, params?: Params) =>
  ['parley', client.backend.endpoint, client.visitorId, resource, ...(params ? [params] : [])] as const

export const keys = {
  all: (client: ChatClient) => ['parley', client.backend.endpoint, client.visitorId] as const,
  characters: (client: ChatClient) => key(client, 'characters'),
  conversations: (client: ChatClient, request?: { limit?: number; query?: string }) =>
    key(client, 'conversations', request),
  conversation: (client: ChatClient, conversationId: string | null) => key(client, 'conversation', { conversationId }),
  messages: (client: ChatClient, conversationId: string | null, request?: { limit?: number }) =>
    key(client, 'messages', { conversationId, ...request }),
  widgetConfig: (client: ChatClient) => key(client, 'widgetConfig'),
}
