import { ChatProblem } from '../../operations/ChatProblem.ts'

const MAX_BYTES = 256 * 1024
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024

/** The JSON body; undefined when there is none. Refuses what is no JSON, compressed, or larger than `maxBytes`. */
export async function readJson(request: Request, maxBytes = MAX_BYTES): Promise<unknown> {
  const { headers, body } = request
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    void discard(body?.getReader())
    throw tooLarge(maxBytes)
  }
  const bytes = body ? await readBytes(body, maxBytes) : new Uint8Array()
  if (bytes.length === 0) return undefined
  const type = (headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (type !== 'application/json') throw new ChatProblem('unsupported_media', 'Send the body as application/json.')
  const encoding = headers.get('content-encoding')
  if (encoding && encoding.toLowerCase() !== 'identity')
    throw new ChatProblem('unsupported_media', 'Send the body without a content-encoding.')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new ChatProblem('bad_request', 'The body is not valid JSON in UTF-8.')
  }
}

async function readBytes(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      // The caller went away, or was too slow: nobody's bug.
      throw new ChatProblem('bad_request', 'The body broke off.', { cause })
    })
    if (done) break
    length += value.length
    if (length > maxBytes) {
      void discard(reader)
      throw tooLarge(maxBytes)
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

/** Reads the rest for nobody: unread, it would stand before the next request of a kept-alive connection. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  try {
    for (let length = 0; length < MAX_DISCARDED_BYTES;) {
      const part = await reader?.read()
      if (!part || part.done) return
      length += part.value.length
    }
    await reader?.cancel()
  } catch {
    // The caller went away.
  }
}

const tooLarge = (maxBytes: number) =>
  new ChatProblem('payload_too_large', `The body is larger than ${maxBytes / 1024} kB.`)
