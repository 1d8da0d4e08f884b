import { charactersRoutes } from './characters.ts'
import { chatSessionsRoutes } from './chatSessions.ts'
import { conversationsRoutes } from './conversations.ts'
import { healthRoutes } from './health.ts'
import { messagesRoutes } from './messages.ts'
import { replyRoutes } from './reply.ts'
import type { Route } from './Route.ts'
import { visitorsRoutes } from './visitors.ts'
import { widgetRoutes } from './widget.ts'

/** Every route of the server. The first that matches answers, so fixed paths stand before parameters. */
export const routes: readonly Route[] = [
  ...chatSessionsRoutes,
  ...charactersRoutes,
  ...conversationsRoutes,
  ...messagesRoutes,
  ...replyRoutes,
  ...visitorsRoutes,
  ...widgetRoutes,
  ...healthRoutes,
]
