'use client'
import { useChatClient, type ChatError } from '@parley/hooks'
import { useEffect, useRef } from 'react'
import { isOriginRefusal, namesOrigin } from '../message/isOriginRefusal.ts'
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
    const page = self.origin
    console.error(
      isOriginRefusal(error.code)
        ? `Parley: ${error.message}\n\nPage: ${page}\nChat server: ${backend.endpoint} (${error.code})` +
            (namesOrigin(error.code) ? `\nFix: ${fixOf(error.code, page)}.` : '')
        : `Parley: there is no chat session from ${backend.endpoint} for ${page} (${error.code}). ${error.message}`,
    )
    onError?.({ code: error.code, message: error.message })
    if (isSessionOver(error) || (wasActive && signedOutCodes.has(error.code))) onSessionExpired?.()
  }, [error, wasActive, backend, onError, onSessionExpired])
}

function fixOf(code: string, page: string): string {
  if (code === 'invalid_embed_origin' || page === 'null')
    return 'serve the page over https, from an origin of its own (in a sandboxed frame, with allow-same-origin)'
  if (code === 'origin_missing')
    return `where the chat server has the origin of the page, set PARLEY_PUBLIC_ORIGIN=${page} on it`
  return `add ${page} to PARLEY_ALLOWED_ORIGINS of the server, or mint the session with embedOrigin: '${page}'`
}
