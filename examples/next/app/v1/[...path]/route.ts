import { chatServer } from '../../../../chatServer.ts'

// A route handler knows no connection, so the address comes from the proxy in front; on your own machine there is none.
const chat = chatServer({ trustProxy: 1 })

const handle = async (request: Request): Promise<Response> => (await chat).fetch(request)

export {
  handle as GET,
  handle as HEAD,
  handle as POST,
  handle as PUT,
  handle as PATCH,
  handle as DELETE,
  handle as OPTIONS,
}

/** The database is a file and replies go on between requests: not for the edge, nor for functions that end. */
export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'
