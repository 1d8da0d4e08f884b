import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { ChatServer } from '../app.ts'

/** A chat server as a handler of `node:http`, Express and what is like them. Mount it before anything that reads bodies. */
export function nodeHandler(chat: ChatServer): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const answer = getRequestListener(
    (request, { incoming }) => {
      const { remoteAddress } = incoming.socket
      return chat.fetch(request, remoteAddress === undefined ? {} : { remoteAddress })
    },
    { overrideGlobalObjects: false },
  )
  return (incoming, outgoing) => void answer(incoming, outgoing)
}
