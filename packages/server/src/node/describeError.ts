/** Errors whose messages are made by the runtime, the database or us, and name no content. */
const ownWords = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SqliteError',
  'StorageUnavailable',
  'ResponderError',
])

/**
 * An error for the log. The messages of others are left out, because they may quote what was sent: a JSON parser
 * quotes its text, and a model's server the prompt or the key.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name, stack = '', cause } = error
  const { code } = error as { code?: unknown }
  // A message of several lines could look like places in the code.
  const frames = stack
    .slice(stack.indexOf(error.message) + error.message.length)
    .split('\n')
    .filter(line => /^\s+at /.test(line))
  return {
    name,
    ...(typeof code === 'string' && { code }),
    ...(ownWords.has(name) && { message: error.message.slice(0, 300) }),
    stack: frames.slice(0, 12).map(line => line.trim()),
    ...(cause !== undefined && { cause: describeError(cause) }),
  }
}
