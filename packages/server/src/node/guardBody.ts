import { setImmediate as soon } from 'node:timers/promises'

/**
 * The same response, with a body that ends when it breaks; `onBreak` is told why, and has to cut the connection. The
 * adapter would send the error's message to the client. A body that breaks at once is thrown, while there is still time
 * for another answer.
 */
export async function guardBody(response: Response, onBreak: (error: unknown) => void): Promise<Response> {
  if (!response.body) return response
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const first = reader.read()
  const begun = await Promise.race([first, soon(undefined)])
  let next: typeof first | undefined = begun ? undefined : first
  let isLeft = false
  const body = new ReadableStream<Uint8Array>(
    {
      // At once: from what is there already the adapter tells the length.
      start(controller) {
        if (begun) pass(begun, controller)
      },
      async pull(controller) {
        try {
          const read = await (next ?? reader.read())
          next = undefined
          if (!isLeft) pass(read, controller)
        } catch (error) {
          if (isLeft) return
          onBreak(error)
          controller.close()
        }
      },
      cancel(reason) {
        isLeft = true
        return reader.cancel(reason)
      },
    },
    // Nothing is read before the client takes it.
    { highWaterMark: 0 },
  )
  return new Response(body, response)
}

function pass(
  { done, value }: ReadableStreamReadResult<Uint8Array>,
  controller: ReadableStreamDefaultController<Uint8Array>,
): void {
  if (done) controller.close()
  else controller.enqueue(value)
}
