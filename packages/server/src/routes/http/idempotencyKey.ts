import { ChatProblem } from '../../operations/ChatProblem.ts'

/** The `Idempotency-Key` header: 1 to 255 characters, 422 otherwise. */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key') ?? undefined
  if (key === undefined || (key.length >= 1 && key.length <= 255)) return key
  const message = 'Must have 1 to 255 characters.'
  throw new ChatProblem('validation_failed', `Idempotency-Key: ${message}`, {
    errors: [{ path: 'idempotency-key', message }],
  })
}
