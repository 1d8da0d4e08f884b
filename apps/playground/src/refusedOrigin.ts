import { createServer } from 'node:http'
import type { Plugin } from 'vite'

/** The same pages on a second port. To a browser that is another origin, and the chat servers do not allow it. */
export function refusedOrigin(port: string | undefined): Plugin {
  return {
    name: 'refused-origin',
    configureServer({ middlewares, httpServer }) {
      if (!port) return
      const second = createServer(middlewares).listen(Number(port), '127.0.0.1')
      httpServer?.on('close', () => second.close())
    },
  }
}
