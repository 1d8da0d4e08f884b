import { ChatProblem } from '../../operations/ChatProblem.ts'
import { bodyWasRead } from './bodyWasRead.ts'

const MAX_BYTES = 256 * 1024
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024
/** What looks at a value from the inside, `JSON.stringify` for one, has a stack of its own to overflow. */
const MAX_LEVELS = 100

/** Collects the bytes of a body; `add` answers false once there are too many. */
export interface BodyBytes {
  add(chunk: Uint8Array): boolean
  all(): Uint8Array
}

/** The JSON body; undefined when there is none. Refuses what is no JSON, compressed, nested too deep, or larger than `maxBytes`. */
export async function readJson(request: Request, maxBytes = MAX_BYTES, collected = allBytes()): Promise<unknown> {
  const { headers, body, bodyUsed } = request
  if (bodyUsed || body?.locked) throw bodyWasRead()
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    void discard(body?.getReader())
    throw tooLarge(maxBytes)
  }
  const bytes = body ? await readBytes(body, maxBytes, collected) : new Uint8Array()
  if (bytes.length === 0) return undefined
  const type = (headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (type !== 'application/json') throw new ChatProblem('unsupported_media', 'Send the body as application/json.')
  const encoding = headers.get('content-encoding')
  if (encoding && encoding.toLowerCase() !== 'identity')
    throw new ChatProblem('unsupported_media', 'Send the body without a content-encoding.')
  if (isTooDeep(bytes))
    throw new ChatProblem(
      'bad_request',
      `The body has lists and objects within each other, more than ${MAX_LEVELS} deep.`,
    )
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new ChatProblem('bad_request', 'The body is not valid JSON in UTF-8.')
  }
}

async function readBytes(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  collected: BodyBytes,
): Promise<Uint8Array> {
  const reader = body.getReader()
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      // The caller went away, or was too slow: nobody's bug.
      throw new ChatProblem('bad_request', 'The body broke off.', { cause })
    })
    if (done) return collected.all()
    length += value.length
    const isTooLong = length > maxBytes
    if (isTooLong || !collected.add(value)) {
      void discard(reader)
      throw isTooLong ? tooLarge(maxBytes) : newestTooLarge()
    }
  }
}

function allBytes(): BodyBytes {
  const chunks: Uint8Array[] = []
  let length = 0
  return {
    add(chunk) {
      length += chunk.length
      chunks.push(chunk)
      return true
    },
    all() {
      const bytes = new Uint8Array(length)
      let offset = 0
      for (const chunk of chunks) {
        bytes.set(chunk, offset)
        offset += chunk.length
      }
      return bytes
    },
  }
}

/** Of bytes, as every mark of JSON is one in UTF-8; before it is parsed, as that takes several times as long. */
function isTooDeep(bytes: Uint8Array): boolean {
  let levels = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfText(bytes, at + 1)
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++levels > MAX_LEVELS) return true
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) levels--
  }
  return false
}

/** Where the quote is that ends a text. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

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

const newestTooLarge = () =>
  new ChatProblem('payload_too_large', 'The body is too large, also without the older messages in it.')
const tooLarge = (maxBytes: number) =>
  new ChatProblem('payload_too_large', `The body is larger than ${maxBytes / 1024} kB.`)
