import type { AddressInfo } from 'node:net'
import type { ChatServer } from '../app.ts'
import { httpServer } from '../node/httpServer.ts'
import { nodeHandler } from '../node/nodeHandler.ts'

/** Puts a chat server on a port of its own, for as long as the test file runs; answers its address. */
export async function listen(chat: ChatServer): Promise<string> {
  const server = httpServer(nodeHandler(chat))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
