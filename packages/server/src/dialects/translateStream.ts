import { decodeReplyEvent, type EventEncoder } from '@parley/protocol'
import { ChatProblem } from '../operations/ChatProblem.ts'
import { dataOf } from '../operations/runs/runLog.ts'

const BLOCK_END = '\n\n'

/** Our own event stream as a dialect's. Heartbeats go along only where that wire has comments. */
export function translateStream(native: ReadableStream<Uint8Array>, encoder: EventEncoder): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder()
  const bytes = new TextEncoder()
  let rest = ''
  return native.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>(
      {
        transform(chunk, controller) {
          const blocks = (rest + decoder.decode(chunk, { stream: true })).split(BLOCK_END)
          rest = blocks.pop()!
          const text = blocks.map(block => translate(block, encoder)).join('')
          if (text) controller.enqueue(bytes.encode(text))
        },
        flush(controller) {
          const text = encoder.end()
          if (text === null) controller.error(brokenOff())
          else if (text) controller.enqueue(bytes.encode(text))
        },
      },
      undefined,
      { highWaterMark: 0 },
    ),
  )
}

const brokenOff = () => new ChatProblem('responder_failed', 'The reply failed, and this protocol can only break off.')

function translate(block: string, encoder: EventEncoder): string {
  const data = dataOf(block)
  if (data === undefined) return encoder.comments ? block + BLOCK_END : ''
  const event = decodeReplyEvent(data)
  return event ? encoder.encode(event) : ''
}
