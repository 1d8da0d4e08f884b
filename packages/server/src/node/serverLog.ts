import { destination, pino } from 'pino'
import type { ServerObserver } from '../operations/ServerObserver.ts'
import { describeError } from './describeError.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface ServerLog {
  observer: ServerObserver
  onError: (error: unknown, at?: { requestId?: string }) => void
  /** Before the process ends: a pipe that nobody reads would hold it for good. What it does not take is dropped. */
  end: () => void
}

const FLUSH_MS = 500

/** JSON lines: requests by route pattern, ends of replies, errors. No token, query string or message is in them. */
export function createServerLog({ level }: { level: LogLevel }): ServerLog {
  let until = Infinity
  const out = destination({ dest: 1, retryEAGAIN: () => Date.now() < until })
  const log = pino({ level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` }, out)
  return {
    end() {
      until = Date.now() + FLUSH_MS
      try {
        out.flushSync()
      } catch {
        // Nobody reads it.
      }
      out.destroy()
    },
    onError: (error, at = {}) => log.error({ ...at, error: describeError(error) }, 'error'),
    observer: {
      request(told) {
        const isProbe = told.route === '/healthz' || told.route === '/readyz'
        log[told.status >= 500 ? 'error' : isProbe ? 'debug' : 'info'](round(told), 'request')
      },
      runEnded(told) {
        log[told.status === 'failed' ? 'warn' : 'info'](round(told), 'reply')
      },
    },
  }
}

const round = <T extends { durationMs: number }>(told: T): T => ({
  ...told,
  durationMs: Math.round(told.durationMs * 10) / 10,
})
