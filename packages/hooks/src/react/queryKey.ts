import type { ChatClient } from '../core/createChatClient.ts'

/** Everything of one visitor. */
export const visitorKey = (client: ChatClient, visitorId = client.visitorId) =>
  ['parley', client.backend.endpoint, visitorId] as const

type Resource = 'characters' | 'conversation' | 'conversations' | 'messages' | 'widgetConfig'

/** `['parley', endpoint, visitorId, resource, params]`; no token is ever in one. As a filter, without params it means all. */
export const queryKey = (client: ChatClient, resource: Resource, params: object = {}) =>
  [...visitorKey(client), resource, params] as const
