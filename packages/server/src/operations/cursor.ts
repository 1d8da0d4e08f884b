import { base64url } from './randomId.ts'
import { ChatProblem } from './ChatProblem.ts'

/** An opaque page cursor made of integers. */
export const formatCursor = (...values: number[]): string => base64url(new TextEncoder().encode(values.join('.')))

/** Reads a cursor of `length` integers; 422 for anything else. */
export function parseCursor(cursor: string, length: number, field: string): number[] {
  try {
    const values = atob(cursor.replaceAll('-', '+').replaceAll('_', '/')).split('.')
    if (values.length === length && values.every(value => /^\d{1,15}$/.test(value))) return values.map(Number)
  } catch {
    // not base64: refused below, like every other cursor that is not ours
  }
  const message = 'This cursor was not given by this server.'
  throw new ChatProblem('validation_failed', message, { errors: [{ path: field, message }] })
}
