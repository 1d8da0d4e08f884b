import type { ChatError } from '@parley/hooks'
import { isOriginRefusal, namesOrigin } from '../message/isOriginRefusal.ts'

/** Why there is no session for this page, with both origins and what to change. */
export function explainRefusal({ code, message }: ChatError, endpoint: string): string {
  const page = self.origin
  if (!isOriginRefusal(code))
    return `Parley: there is no chat session from ${endpoint} for ${page} (${code}). ${message}`
  const fix = namesOrigin(code) ? `\nFix: ${fixOf(code, page)}.` : ''
  return `Parley: ${message}\n\nPage: ${page}\nChat server: ${endpoint} (${code})${fix}`
}

function fixOf(code: string, page: string): string {
  if (code === 'invalid_embed_origin' || page === 'null')
    return 'serve the page over https, from an origin of its own (in a sandboxed frame, with allow-same-origin)'
  if (code === 'origin_missing')
    return `where the chat server has the origin of the page, set PARLEY_PUBLIC_ORIGIN=${page} on it`
  return `add ${page} to PARLEY_ALLOWED_ORIGINS of the server, or mint the session with embedOrigin: '${page}'`
}
