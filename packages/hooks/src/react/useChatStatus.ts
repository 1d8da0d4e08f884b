'use client'
import { useSyncExternalStore } from 'react'
import type { ChatError } from '../core/ChatError.ts'
import { coreOf } from '../core/createChatClient.ts'
import type { SessionState } from '../core/session.ts'
import { isOnline } from '../core/whenOnline.ts'
import { useChatContext } from './ChatProvider.tsx'
import { useSelection } from './useSelection.ts'

const readStatus = (state: SessionState) => state.status
const readError = (state: SessionState) => state.error

function subscribeOnline(listener: () => void) {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** Whether the browser is online, and how the session stands; `error` says why it was refused. */
export function useChatStatus(): {
  online: boolean
  session: 'none' | 'active' | 'renewing' | 'refused'
  error: ChatError | null
} {
  const { store } = coreOf(useChatContext().client).sessions
  const online = useSyncExternalStore(subscribeOnline, isOnline, () => true)
  return { online, session: useSelection(store, readStatus), error: useSelection(store, readError) }
}
