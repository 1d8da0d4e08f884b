import type { Result } from '../core/RequestOptions.ts'

/** The value of a Result, its error thrown: queries and mutations speak exceptions. */
export async function unwrap<T>(result: Promise<Result<T>>): Promise<T> {
  const { value, error } = await result
  if (error) throw error
  return value
}

/** The client retries by itself, and knows better than the browser whether a server is within reach. */
export const clientOwnsRetries = { retry: false, networkMode: 'always' } as const
