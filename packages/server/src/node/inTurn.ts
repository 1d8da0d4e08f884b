import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Who sends more at once than this has its connection closed: even what waits takes memory. */
const MOST_WAITING = 100

/**
 * The requests of a connection one after another. Node hands on all that come in one piece, and what is answered before
 * its turn is kept in memory until then: a client that does not read could fill it.
 */
export function inTurn(handle: Handler): Handler {
  const waiting = new WeakMap<Socket, number>()
  return (incoming, outgoing) => {
    const { socket } = incoming
    // Whose turn it is has the connection. What stands in for one, such as in tests, gives no turns.
    if (outgoing.socket || !(socket instanceof Socket)) return handle(incoming, outgoing)
    const before = waiting.get(socket) ?? 0
    if (before === MOST_WAITING) return void socket.destroy()
    waiting.set(socket, before + 1)
    // It never comes when the connection breaks: then there is nobody to answer, and nothing here holds what waited.
    outgoing.once('socket', () => {
      waiting.set(socket, waiting.get(socket)! - 1)
      handle(incoming, outgoing)
    })
  }
}
