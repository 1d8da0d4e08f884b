import { problems, type Problem } from '@parley/protocol'
import { ChatProblem } from '../../operations/ChatProblem.ts'
import type { ServerContext } from '../../operations/ServerContext.ts'
import { StorageUnavailable } from '../../storage/Storage.ts'
import type { Route } from '../Route.ts'

/** An RFC 9457 answer for anything thrown; what is unexpected tells its reason to `onError` and not to the caller. */
export function problemResponse(
  error: unknown,
  requestId: string,
  onError: ServerContext['onError'],
  refuse?: Route['refuse'],
): Response {
  const problem = asProblem(error, failure => onError(failure, { requestId }))
  const { status, title } = problems[problem.code]
  const body: Problem = {
    type: `urn:parley:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.runId !== undefined && { runId: problem.runId }),
  }
  if (refuse) {
    const refusal = refuse(body)
    return new Response(JSON.stringify(refusal.body), {
      status: refusal.status,
      headers: { 'content-type': 'application/json', ...problem.headers },
    })
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
  })
}

function asProblem(error: unknown, onError: (error: unknown) => void): ChatProblem {
  if (error instanceof ChatProblem) return error
  onError(error)
  if (error instanceof StorageUnavailable)
    return new ChatProblem('unavailable', 'The database does not answer. Try again shortly.', {
      headers: { 'retry-after': '2' },
    })
  return new ChatProblem('server_error', 'Something went wrong in the server. The request id finds it in its log.')
}
