'use client'
import { useChatClient, type ChatError } from '@parley/hooks'
import { useEffect, useRef } from 'react'

const originCodes = new Set(['origin_mismatch', 'origin_missing', 'invalid_embed_origin', 'forbidden'])

/** Tells the developer once why there is no session, with both origins and what to change. */
export function useReportRefusal(error: ChatError | null, onSessionExpired?: () => void): void {
  const { backend } = useChatClient()
  const reported = useRef<string | null>(null)
  useEffect(() => {
    if (!error || reported.current === error.code) return
    reported.current = error.code
    const page = self.origin
    console.error(
      originCodes.has(error.code)
        ? `Parley: ${error.message}\n\nPage: ${page}\nChat server: ${backend.endpoint} (${error.code})\n` +
            `Fix: add ${page} to PARLEY_ALLOWED_ORIGINS of the server, or mint the session with embedOrigin: '${page}'.`
        : `Parley: there is no chat session from ${backend.endpoint} for ${page} (${error.code}). ${error.message}`,
    )
    if (error.code === 'session_expired' || error.code === 'session_revoked') onSessionExpired?.()
  }, [error, backend, onSessionExpired])
}
