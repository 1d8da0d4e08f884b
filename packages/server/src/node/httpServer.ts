import { createServer, type RequestListener, type Server } from 'node:http'
import { LONGEST_TIMER_MS } from '../responders/longestTimer.ts'

export interface HttpTimeouts {
  /** For all headers of a request. Default: 10 000. */
  headersMs?: number
  /** For a whole request, body included. Default: 30 000. An answer may take longer. */
  requestMs?: number
}

/** An HTTP server whose clients cannot hold it up by sending slowly. */
export function httpServer(
  listener: RequestListener,
  { headersMs = 10_000, requestMs = 30_000 }: HttpTimeouts = {},
): Server {
  return createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      // The timeouts are looked at this often.
      connectionsCheckingInterval: Math.min(2000, headersMs / 2),
      // Longer than the usual proxies keep theirs, so that it is they who close first.
      keepAliveTimeout: 65_000,
    },
    listener,
  )
}

/** Stops accepting, lets `end` do its work, and closes what is left when the deadline comes. */
export async function closeHttpServer(server: Server, end: () => Promise<void>, atMostMs: number): Promise<void> {
  const deadlineMs = Math.min(atMostMs, LONGEST_TIMER_MS)
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs)
  await Promise.race([end(), new Promise(resolve => setTimeout(resolve, deadlineMs).unref())])
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), 250).unref()
  await closed
  clearTimeout(deadline)
}
