import { httpServer, nodeHandler } from '@parley/server/node'
import { chatServer } from './chatServer.ts'

/** Plain `node:http`, with timeouts against clients that send slowly. */
export async function start(port = 8787) {
  const chat = await chatServer()
  const server = httpServer(nodeHandler(chat)).listen(port, '127.0.0.1')
  return { chat, server }
}
