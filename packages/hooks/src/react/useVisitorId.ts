'use client'
import { useEffect } from 'react'
import { coreOf } from '../core/createChatClient.ts'
import type { SessionState } from '../core/session.ts'
import { useChatContext } from './ChatProvider.tsx'
import { itself, useSelection } from './useSelection.ts'

const readVisitor = (state: SessionState) => state.visitorId
const readRefused = (state: SessionState) => state.status === 'refused'

/**
 * Asks for a session when something first needs one. Queries wait until the visitor is known; when no session can be had
 * they run all the same, to report why.
 */
export function useVisitorId(): { visitorId: string | null; isSettled: boolean } {
  const { sessions } = coreOf(useChatContext().client)
  const visitorId = useSelection(sessions.store, readVisitor, itself)
  const isRefused = useSelection(sessions.store, readRefused, itself)
  useEffect(() => {
    if (visitorId === null) sessions.get().catch(() => {}) // the refusal is state: see useChatStatus
  }, [sessions, visitorId])
  return { visitorId, isSettled: visitorId !== null || isRefused }
}
