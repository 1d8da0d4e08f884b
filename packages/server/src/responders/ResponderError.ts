import type { ErrorCode } from '@parley/protocol'

/** Ends a reply with this code. The message is for the operator's log, so it holds nothing that a visitor wrote. */
export class ResponderError extends Error {
  override readonly name = 'ResponderError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
