'use client'
import type { ClientCore } from '../core/createChatClient.ts'
import { useChatContext, type ChatContextValue } from './ChatProvider.ts'

/** What a suspense query is made with. Suspends until the visitor is known; throws why when no session can be had, to the nearest error boundary. */
export function useKnownVisitor(): ChatContextValue {
  const context = useChatContext()
  const { sessions } = context.client as ClientCore
  if (context.client.visitorId) return context
  const refusal = sessions.refusal()
  if (refusal) throw refusal
  // eslint-disable-next-line typescript/only-throw-error -- how a component suspends in React 18
  throw sessions.get().catch(() => {}) // the next render throws it as an error
}
