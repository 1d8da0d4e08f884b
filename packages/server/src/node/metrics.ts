import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ServerObserver } from '../operations/ServerObserver.ts'
import { SettingError } from './SettingError.ts'

export interface Metrics {
  observer: ServerObserver
  countError: () => void
  /** Such as `http://127.0.0.1:9464/metrics`. */
  url: string
  close: () => void
}

/** Prometheus metrics on a port of their own, so that the chat's port never shows them. */
export async function serveMetrics({ host, port }: { host: string; port: number }): Promise<Metrics> {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'parley_http_requests_total',
    help: 'Answered requests.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'parley_http_request_duration_seconds',
    help: 'Time until an answer begins; a reply stream goes on after it.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const activeRuns = new Gauge({ name: 'parley_runs_active', help: 'Replies being written.', registers })
  const runs = new Counter({
    name: 'parley_runs_total',
    help: 'Replies that ended.',
    labelNames: ['status', 'code'],
    registers,
  })
  const runDurations = new Histogram({
    name: 'parley_run_duration_seconds',
    help: 'Time from the question to the end of its reply.',
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers,
  })
  const streams = new Gauge({ name: 'parley_streams_open', help: 'Open reply streams.', registers })
  const errors = new Counter({ name: 'parley_errors_total', help: 'Unexpected errors; the log has them.', registers })

  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    void registry.metrics().then(text => response.writeHead(200, { 'content-type': registry.contentType }).end(text))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new SettingError(`PARLEY_METRICS_PORT "${port}" cannot be listened on (${error.code}); use another port`)),
    )
    server.listen(port, host, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/metrics`,
    countError: () => errors.inc(),
    close() {
      server.close()
      server.closeAllConnections()
    },
    observer: {
      request({ method, route, status, durationMs }) {
        requests.inc({ method, route, status })
        durations.observe({ method, route }, durationMs / 1000)
      },
      runBegun: () => activeRuns.inc(),
      runEnded({ status, errorCode = '', durationMs }) {
        activeRuns.dec()
        runs.inc({ status, code: errorCode })
        runDurations.observe(durationMs / 1000)
      },
      streamOpened: () => streams.inc(),
      streamClosed: () => streams.dec(),
    },
  }
}
