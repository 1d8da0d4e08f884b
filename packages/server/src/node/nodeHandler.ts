import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { ChatServer } from '../app.ts'
import { ChatProblem } from '../operations/ChatProblem.ts'
import { randomId } from '../operations/randomId.ts'
import { bodyWasRead } from '../routes/http/bodyWasRead.ts'
import { withCommonHeaders } from '../routes/http/commonHeaders.ts'
import { problemResponse } from '../routes/http/problemResponse.ts'
import { guardBody } from './guardBody.ts'
import { inTurn } from './inTurn.ts'
import { withUrlHost } from './withUrlHost.ts'

export interface NodeHandlerOptions {
  /** Told what was thrown outside of the chat's own answers, such as by a body that breaks. Default: `console.error`. */
  onError?: (error: unknown, at?: { requestId?: string }) => void
}

/** A chat server as a handler of `node:http`, Express and what is like them. Mount it before anything that reads bodies. */
export function nodeHandler(
  chat: Pick<ChatServer, 'fetch'>,
  { onError = console.error }: NodeHandlerOptions = {},
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const problem = (error: unknown): Response => {
    const requestId = randomId('req_')
    return withCommonHeaders(problemResponse(error, requestId, onError), requestId)
  }
  const answer = getRequestListener(
    async (request, { incoming, outgoing }) => {
      // Platforms for functions read it first, and leave it there.
      if (incoming.readableDidRead && !('rawBody' in incoming)) return problem(bodyWasRead())
      const { remoteAddress } = incoming.socket
      const response = await chat.fetch(request, remoteAddress === undefined ? {} : { remoteAddress })
      // The head of a stream goes at once: the adapter would wait for what comes first, which may be the break.
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
      if (isStream && incoming.httpVersion === '1.1') response.headers.set('transfer-encoding', 'chunked')
      return guardBody(response, error => {
        outgoing.destroy()
        if (error instanceof ChatProblem) return // it means to break off
        const requestId = response.headers.get('x-request-id')
        onError(error, requestId === null ? {} : { requestId })
      })
    },
    {
      overrideGlobalObjects: false,
      errorHandler: error =>
        problem(error instanceof RequestError ? new ChatProblem('bad_request', 'This address is no URL.') : error),
    },
  )
  return inTurn((incoming, outgoing) => withUrlHost(incoming, () => void answer(incoming, outgoing)))
}
