import * as v from 'valibot'
import { ChatProblem } from '../../operations/ChatProblem.ts'

/** More is of no use to anybody, and a small body can be wrong in a hundred thousand places. */
export const MOST_ERRORS = 50

/**
 * The value as the schema has it, or 422 with one entry per field, the first 50; `at` is where in the body the value
 * stands.
 */
export function validate<TOutput>(schema: v.GenericSchema<unknown, TOutput>, value: unknown, ...at: string[]): TOutput {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const errors = new Map<string, string>()
  for (const issue of result.issues) {
    if (errors.size === MOST_ERRORS) break
    const path = [...at, ...(issue.path ?? []).map(item => String(item.key))].join('.')
    if (!errors.has(path)) errors.set(path, issue.message)
  }
  const list = Array.from(errors, ([path, message]) => ({ path, message }))
  const detail = list.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' ')
  throw new ChatProblem('validation_failed', detail.slice(0, 1000), { errors: list })
}
