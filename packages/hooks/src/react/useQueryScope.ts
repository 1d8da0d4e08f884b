'use client'
import * as React from 'react'
import type { Routes } from '../core/Backend.ts'
import type { ClientCore } from '../core/createChatClient.ts'
import { useChatContext } from './ChatProvider.ts'
import { useSelection } from './useSelection.ts'

/**
 * What a query is made with. Asks for a session when something first needs one. Queries wait until the visitor is known;
 * when no session can be had they run all the same, to report why. Never where the backend has no such operation, nor for
 * a conversation that is null: the host's own copy of TanStack Query does not know the `skipToken` of ours.
 */
export function useQueryScope(operation: keyof Routes, conversationId?: string | null) {
  const { client, queryClient } = useChatContext()
  const { sessions, wire } = client as ClientCore
  const { visitorId } = client
  const [isRefused] = useSelection(sessions.store, state => [state.status === 'refused'])
  React.useEffect(() => {
    if (!visitorId) sessions.get().catch(() => {}) // the refusal is state: see useChatStatus
  }, [sessions, visitorId])
  const enabled = !!(visitorId || isRefused) && operation in wire.routes && conversationId !== null
  return { client, queryClient, enabled }
}
