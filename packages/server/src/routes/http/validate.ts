import * as v from 'valibot'
import { ChatProblem } from '../../operations/ChatProblem.ts'

/** The value as the schema has it, or 422 with one entry per field; `at` is where in the body the value stands. */
export function validate<TOutput>(schema: v.GenericSchema<unknown, TOutput>, value: unknown, ...at: string[]): TOutput {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const errors = new Map<string, string>()
  for (const issue of result.issues) {
    const path = [...at, ...(issue.path ?? []).map(item => String(item.key))].join('.')
    if (!errors.has(path)) errors.set(path, issue.message)
  }
  const list = Array.from(errors, ([path, message]) => ({ path, message }))
  const detail = list.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' ')
  throw new ChatProblem('validation_failed', detail.slice(0, 1000), { errors: list })
}
