'use client'
import * as React from 'react'
import type { ChatError } from '../core/ChatError.ts'
import type { ClientCore } from '../core/createChatClient.ts'
import { isOnline } from '../core/whenOnline.ts'
import { useChatContext } from './ChatProvider.ts'
import { useSelection } from './useSelection.ts'

function subscribeOnline(listener: () => void) {
  const changes = ['online', 'offline']
  changes.forEach(change => window.addEventListener(change, listener))
  return () => changes.forEach(change => window.removeEventListener(change, listener))
}

/** Whether the browser is online, and how the session stands; `error` says why it was refused. */
export function useChatStatus(): {
  online: boolean
  session: 'none' | 'active' | 'renewing' | 'refused'
  error: ChatError | null
} {
  const { store } = (useChatContext().client as ClientCore).sessions
  const online = React.useSyncExternalStore(subscribeOnline, isOnline, () => true)
  const [session, error] = useSelection(store, state => [state.status, state.error])
  return { online, session, error }
}
