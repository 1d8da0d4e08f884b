import { pino } from 'pino'
import type { ServerObserver } from '../operations/ServerObserver.ts'
import { describeError } from './describeError.ts'
import { logOutput } from './logOutput.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface ServerLog {
  observer: ServerObserver
  onError: (error: unknown, at?: { requestId?: string }) => void
  /** Writes what waits, when the process ends; for at most half a second. */
  end: () => void
}

/** JSON lines: requests by route pattern, ends of replies, errors. No token, query string or message is in them. */
export function createServerLog({ level }: { level: LogLevel }): ServerLog {
  const time = (): string => `,"time":"${new Date().toISOString()}"`
  const output = logOutput(1, lines => `{"level":40${time()},"lines":${lines},"msg":"log lines lost"}\n`)
  const log = pino({ level, base: null, timestamp: time }, output)
  return {
    end: output.end,
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
