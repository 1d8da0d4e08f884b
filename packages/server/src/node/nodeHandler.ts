import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { ChatServer } from '../app.ts'
import { ChatProblem } from '../operations/ChatProblem.ts'
import { randomId } from '../operations/randomId.ts'
import { withCommonHeaders } from '../routes/http/commonHeaders.ts'
import { problemResponse } from '../routes/http/problemResponse.ts'

/** A chat server as a handler of `node:http`, Express and what is like them. Mount it before anything that reads bodies. */
export function nodeHandler(chat: ChatServer): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const answer = getRequestListener(
    (request, { incoming }) => {
      // Platforms for functions read it first, and leave it there.
      if (incoming.readableDidRead && !('rawBody' in incoming)) return bodyWasRead()
      const { remoteAddress } = incoming.socket
      return chat.fetch(request, remoteAddress === undefined ? {} : { remoteAddress })
    },
    { overrideGlobalObjects: false },
  )
  return (incoming, outgoing) => void answer(incoming, outgoing)
}

function bodyWasRead(): Response {
  const requestId = randomId('req_')
  const error = new ChatProblem(
    'server_error',
    'Something read the body of this request before the chat got it. Mount the chat before express.json() and other body parsers.',
  )
  console.error(`Parley: ${error.message}`)
  return withCommonHeaders(problemResponse(error, requestId, console.error), requestId)
}
