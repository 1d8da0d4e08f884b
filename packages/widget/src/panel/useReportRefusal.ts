'use client'
import { useChatClient, type ChatError } from '@parley/hooks'
import { useEffect, useRef } from 'react'
import type { ChatEvents } from './ChatSettings.ts'

const signedOutCodes = new Set(['unauthorized', 'forbidden'])

/** The session is over, and asking for another did not help. */
export const isSessionOver = ({ code }: ChatError): boolean => code === 'session_expired' || code === 'session_revoked'

/**
 * Tells the host, and the developer once, why there is no session, with both origins and what to change. `wasActive`: there
 * was one before.
 */
export function useReportRefusal(error: ChatError | null, wasActive: boolean, events: ChatEvents): void {
  const { backend } = useChatClient()
  const { onError, onSessionExpired } = events
  const reported = useRef<string | null>(null)
  useEffect(() => {
    if (!error || reported.current === error.code) return
    reported.current = error.code
    // Words for the developer, which visitors need not download.
    import('./explainRefusal.ts').then(
      ({ explainRefusal }) => console.error(explainRefusal(error, backend.endpoint)),
      () => console.error(`Parley: ${error.message}`),
    )
    onError?.({ code: error.code, message: error.message })
    if (isSessionOver(error) || (wasActive && signedOutCodes.has(error.code))) onSessionExpired?.()
  }, [error, wasActive, backend, onError, onSessionExpired])
}
