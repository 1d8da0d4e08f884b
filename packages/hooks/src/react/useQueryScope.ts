'use client'
import { useEffect } from 'react'
import type { Capability } from '../core/Backend.ts'
import { coreOf } from '../core/createChatClient.ts'
import type { SessionState } from '../core/session.ts'
import { useChatContext } from './ChatProvider.tsx'
import { itself, useSelection } from './useSelection.ts'

const readVisitor = (state: SessionState) => state.visitorId
const readRefused = (state: SessionState) => state.status === 'refused'

/**
 * What a query is made with. Asks for a session when something first needs one. Queries wait until the visitor is known;
 * when no session can be had they run all the same, to report why.
 */
export function useQueryScope(needs?: Capability) {
  const { client, queryClient } = useChatContext()
  const { sessions } = coreOf(client)
  const visitorId = useSelection(sessions.store, readVisitor, itself)
  const isRefused = useSelection(sessions.store, readRefused, itself)
  useEffect(() => {
    if (visitorId === null) sessions.get().catch(() => {}) // the refusal is state: see useChatStatus
  }, [sessions, visitorId])
  const enabled = (visitorId !== null || isRefused) && (!needs || client.backend.capabilities.has(needs))
  return { client, queryClient, enabled }
}
