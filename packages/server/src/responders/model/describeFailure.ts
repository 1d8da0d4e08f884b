import { APICallError, RetryError } from 'ai'
import { ResponderError } from '../ResponderError.ts'

/** What happened upstream, without the words of the request or the answer, which hold messages and keys. */
export function describeFailure(error: unknown): ResponderError {
  if (error instanceof ResponderError) return error
  if (RetryError.isInstance(error)) return describeFailure(error.lastError)
  if (APICallError.isInstance(error)) {
    const { statusCode } = error
    // 2xx: the answer broke off while it was read.
    if (statusCode === undefined || statusCode < 300)
      return new ResponderError('bad_gateway', 'The model’s server could not be reached, or broke off.')
    if (statusCode === 429 || statusCode === 503 || statusCode === 529)
      return new ResponderError(
        'unavailable',
        `The model’s server is overloaded or its quota is used up (${statusCode}).`,
      )
    if (statusCode === 401 || statusCode === 403)
      return new ResponderError('responder_failed', `The model’s server refused the API key (${statusCode}).`)
    if (statusCode >= 500) return new ResponderError('bad_gateway', `The model’s server failed (${statusCode}).`)
    return new ResponderError('responder_failed', `The model’s server refused the request (${statusCode}).`)
  }
  const name = error instanceof Error ? error.name : typeof error
  return new ResponderError('bad_gateway', `The model’s server gave an answer that could not be read (${name}).`)
}
