'use client'
import { useChatClient, type ChatError } from '@parley/hooks'
import { useEffect, useRef } from 'react'
import type { ChatEvents } from './ChatSettings.ts'
import { tellError } from './tellError.ts'

const signedOutCodes = new Set(['unauthorized', 'forbidden'])

/**
 * Tells the host, where `events` are given, and the developer once, why there is no session, with both origins and what to change. `wasActive`: there
 * was one before.
 */
export function useReportRefusal(error: ChatError | null, wasActive: boolean, events?: ChatEvents): void {
  const { backend } = useChatClient()
  const reported = useRef<string | null>(null)
  useEffect(() => {
    if (!error || reported.current === error.code) return
    reported.current = error.code
    // Words for the developer, which visitors need not download.
    import('./explainRefusal.ts').then(
      ({ explainRefusal }) => console.error(explainRefusal(error, backend.endpoint)),
      () => console.error(`Parley: ${error.message}`),
    )
    if (events) tellError(error, events, wasActive && signedOutCodes.has(error.code))
  }, [error, wasActive, backend, events])
}
