import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { testServer, type TestServer } from './testServer.ts'

/** A test server behind real HTTP, for published clients that bring their own `fetch`. */
export async function listen(options: Parameters<typeof testServer>[0] = {}): Promise<{
  parley: TestServer
  url: string
  close(): Promise<void>
}> {
  const parley = testServer(options)
  const http = serve({ fetch: request => parley.fetch(request), port: 0, hostname: '127.0.0.1' })
  await new Promise<void>(resolve => void http.once('listening', resolve))
  return {
    parley,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise(resolve => http.close(resolve))
      if ('closeAllConnections' in http) http.closeAllConnections()
      await closed
      await parley.close()
    },
  }
}
