import type { ChatServer } from '@parley/server'
import { chatServer } from '../../../../chatServer.ts'

let chat: Promise<ChatServer> | undefined

// The database is a file and replies go on between requests: not for the edge, nor for functions that end.

/** Made at the first request, since `next build` loads this module as well and there is no database then. */
const handle = async (request: Request): Promise<Response> => {
  // A route handler knows no connection, so the address comes from the proxy in front; on your own machine there is none.
  // Pages of the same origin read without an Origin header: it is told here.
  chat ??= chatServer({ trustProxy: 1, publicOrigin: 'https://www.example.com' })
  return (await chat).fetch(request)
}

export {
  handle as GET,
  handle as HEAD,
  handle as POST,
  handle as PUT,
  handle as PATCH,
  handle as DELETE,
  handle as OPTIONS,
}
